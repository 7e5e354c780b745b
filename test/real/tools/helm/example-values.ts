const EXTRAS = {
  extraEnv: [{ name: "HTTPS_PROXY", value: "http://proxy.example.com:3128" }],
  extraVolumes: [{ name: "corporate-ca", configMap: { name: "corporate-ca" } }],
  extraVolumeMounts: [{ name: "corporate-ca", mountPath: "/etc/ssl/corporate", readOnly: true }],
};

/** Values to try the chart with: each way to get certificates, and everything that can be switched on. */
export const EXAMPLE_VALUES = [
  { what: "its defaults", values: {} },
  { what: "certificates of cert-manager's", values: { certificates: { mode: "cert-manager" } } },
  {
    what: "certificates of an issuer of the user's",
    values: {
      certificates: { mode: "cert-manager", issuerRef: { kind: "ClusterIssuer", name: "corporate" } },
    },
  },
  {
    what: "certificates of the user's own",
    values: {
      certificates: {
        mode: "provided",
        secretName: "our-tls",
        caBundle: btoa("-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n".replace("…", "MAA=")),
      },
    },
  },
  {
    what: "everything that can be switched on",
    values: {
      image: { repository: "registry.example.com/injector", digest: `sha256:${"0".repeat(64)}`, pullPolicy: "Always" },
      imagePullSecrets: [{ name: "registry" }],
      fullnameOverride: "injector",
      commonLabels: { "example.com/owner": "platform" },
      commonAnnotations: { "example.com/contact": "platform@example.com" },
      containerSecurityContext: { runAsNonRoot: true },
      config: {
        defaultUrl: "http://model-express.platform.svc:8001",
        globalNamespaces: ["platform"],
        path: "/models",
        mode: "auto",
        gate: "enabled",
        offline: "never",
        clusterDomain: "cluster.local",
        stream: { storageClass: "fast", size: "500Gi" },
        pull: {
          image: "registry.example.com/modelexpress-server:0.7.0",
          imagePullPolicy: "IfNotPresent",
          timeout: "90m",
          resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
          imagePullSecrets: ["registry"],
        },
      },
      modelExpress: {
        deploy: true,
        instances: [
          { name: "of-the-release", spec: { dynamoNamespace: "global", pvc: { name: "models" } } },
          {
            name: "of-a-team",
            namespace: "team",
            spec: { dynamoNamespace: "team-graph", pvc: { name: "models", create: true, size: "1Ti" } },
          },
        ],
      },
      webhook: {
        replicas: 3,
        failurePolicy: "Fail",
        timeoutSeconds: 3,
        excludedNamespaces: ["gpu-operator"],
        drainSeconds: 20,
        maxInFlight: 64,
        port: 10250,
        operationsPort: 9500,
        tlsMinVersion: "1.2",
        clientCertificates: { caConfigMap: "api-server-ca", names: ["system:apiserver"] },
        extraArgs: ["--log-level=debug"],
        ...EXTRAS,
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
        ...placement("webhook"),
      },
      controller: { extraArgs: ["--log-level=debug"], ...EXTRAS, ...placement("controller") },
      networkPolicy: { enabled: true },
      missedPods: { report: true },
      podMonitor: { enabled: true, labels: { release: "prometheus" }, interval: "15s" },
      dashboard: { enabled: true, labels: { grafana_dashboard: "1" }, annotations: { grafana_folder: "Inference" } },
    },
  },
] as const;

function placement(component: string) {
  return {
    podLabels: { team: "inference", "example.com/component": component },
    podAnnotations: { "example.com/note": "true" },
    priorityClassName: "system-cluster-critical",
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: "control-plane", operator: "Exists", effect: "NoSchedule" }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "gpu", operator: "DoesNotExist" }] }],
        },
      },
    },
  };
}
