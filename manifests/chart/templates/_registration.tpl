{{/* Which pods are the webhook's: the registration and the report of missed pods must agree on it. */}}

{{- define "model-express-injector.namespace-selector" -}}
matchLabels:
  modelexpress.nvidia.com/inject: enabled
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values: {{ concat (list "kube-system" .Release.Namespace) .Values.webhook.excludedNamespaces | uniq | toJson }}
{{- end -}}

{{- define "model-express-injector.object-selector" -}}
matchExpressions:
  - key: modelexpress.nvidia.com/inject
    operator: NotIn
    values: [disabled]
{{- end -}}

{{- define "model-express-injector.rules" -}}
- apiGroups: [""]
  apiVersions: [v1]
  operations: [CREATE]
  resources: [pods]
  scope: Namespaced
{{- end -}}

{{- define "model-express-injector.match-conditions" -}}
# Any value of the inject label counts: a misspelt one is answered with a warning instead of silence.
- name: dynamo-component-or-opted-in
  expression: >-
    has(object.metadata.labels) && [
    'nvidia.com/dynamo-graph-deployment-name',
    'nvidia.com/dynamo-component',
    'nvidia.com/dynamo-component-type',
    'nvidia.com/dynamo-namespace',
    'modelexpress.nvidia.com/inject'
    ].exists(key, key in object.metadata.labels)
# The kubelet's copy of a static pod: the API server refuses one that was changed.
- name: no-mirror-pod
  expression: >-
    !has(object.metadata.annotations) || !('kubernetes.io/config.mirror' in object.metadata.annotations)
{{- end -}}
