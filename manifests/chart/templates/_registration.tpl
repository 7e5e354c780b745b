{{/* Selects the webhook's pods, for both the registration and the report of missed pods. */}}

{{- define "model-express-injector.namespace-selector" -}}
matchLabels:
  modelexpress.nvidia.com/inject: enabled
{{ include "model-express-injector.reachable-namespaces" . }}
{{- end -}}

{{/* Excludes the two namespaces that the cluster and this webhook need for recovery, and the configured ones. */}}
{{- define "model-express-injector.reachable-namespaces" -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values: {{ include "model-express-injector.excluded-namespaces" . }}
{{- end -}}

{{- define "model-express-injector.excluded-namespaces" -}}
{{ concat (list "kube-system" .Release.Namespace) .Values.webhook.excludedNamespaces | uniq | toJson }}
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
# Matches any value of the inject label, so that a misspelt one gets a warning.
- name: dynamo-component-or-opted-in
  expression: >-
    has(object.metadata.labels) && [
    'nvidia.com/dynamo-graph-deployment-name',
    'nvidia.com/dynamo-component',
    'nvidia.com/dynamo-component-type',
    'nvidia.com/dynamo-namespace',
    'modelexpress.nvidia.com/inject'
    ].exists(key, key in object.metadata.labels)
# The API server's copy of a static pod: it refuses changes to one.
- name: no-mirror-pod
  expression: >-
    !has(object.metadata.annotations) || !('kubernetes.io/config.mirror' in object.metadata.annotations)
{{- end -}}

{{/* Without the controller that deploys declarations, nothing must be taken out of graphs. */}}
{{- define "model-express-injector.follows-graphs" -}}
{{- and .Values.graph.enabled .Values.modelExpress.deploy -}}
{{- end -}}

{{/* "true" if the controller writes the pull script to ConfigMaps, and the webhook has pods mount it. */}}
{{- define "model-express-injector.writes-scripts" -}}
{{- and .Values.pullScripts.enabled (or .Values.modelExpress.deploy .Values.podEvents.enabled) -}}
{{- end -}}

{{- define "model-express-injector.graph-rules" -}}
- apiGroups: [nvidia.com]
  apiVersions: [v1alpha1, v1beta1]
  operations: [CREATE, UPDATE]
  resources: [dynamographdeployments]
  scope: Namespaced
{{- end -}}

{{- define "model-express-injector.graph-match-conditions" -}}
# A service or component of type ModelExpress, in any spelling; the type beside the services; or one of our annotations.
- name: concerns-model-express
  expression: >-
    (has(object.metadata.annotations) && [
    'modelexpress.nvidia.com/instances',
    'modelexpress.nvidia.com/moved-services'
    ].exists(key, key in object.metadata.annotations)) ||
    (has(object.spec) && has(object.spec.services) && object.spec.services.exists(name,
    name == 'componentType' ||
    (type(object.spec.services[name]) == map && has(object.spec.services[name].componentType) &&
    object.spec.services[name].componentType.lowerAscii().replace('-', '').replace('_', '') == 'modelexpress'))) ||
    (has(object.spec) && has(object.spec.components) && object.spec.components.exists(component,
    has(component.type) &&
    component.type.lowerAscii().replace('-', '').replace('_', '') == 'modelexpress'))
{{- end -}}

{{/* Takes a dict of "root" and "path". */}}
{{- define "model-express-injector.client-config" -}}
service:
  name: {{ include "model-express-injector.fullname" .root }}
  namespace: {{ .root.Release.Namespace }}
  path: {{ .path }}
  port: 443
{{- if eq .root.Values.certificates.mode "provided" }}
caBundle: {{ include "model-express-injector.ca-bundle" .root }}
{{- end }}
{{- end -}}
