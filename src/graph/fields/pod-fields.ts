import { fields, items } from "./shape.ts";

export const ENV = items(fields("name value valueFrom"));

export const POD_METADATA = fields("annotations labels");

/** `Container` of Kubernetes 1.37. */
export const CONTAINER = fields(
  "args command envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy resources " +
    "restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce terminationMessagePath " +
    "terminationMessagePolicy tty volumeDevices workingDir",
  {
    env: ENV,
    volumeMounts: items(fields("mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr")),
  },
);

/** `PodSpec` of Kubernetes 1.37, without its containers. */
export const POD_FIELDS =
  "activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks " +
  "ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets " +
  "nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims " +
  "resources restartPolicy runtimeClassName schedulerName schedulingGates schedulingGroup securityContext " +
  "serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds " +
  "tolerations topologySpreadConstraints volumes workloadRef";

export const CONTAINERS = { containers: items(CONTAINER), initContainers: items(CONTAINER) };
