{{/* Common parts of both components' pods. Takes a dict of "root", "component", and the component's "values". */}}

{{- define "model-express-injector.pod-metadata" -}}
labels:
  {{- toYaml (merge dict .values.podLabels (include "model-express-injector.labels" .root | fromYaml)) | nindent 2 }}
  app.kubernetes.io/component: {{ .component }}
{{- with include "model-express-injector.annotations" (dict "root" .root "own" .values.podAnnotations) }}
{{ . }}
{{- end }}
{{- end -}}

{{- define "model-express-injector.pod-spec" -}}
serviceAccountName: {{ include "model-express-injector.fullname" .root }}-{{ .component }}
automountServiceAccountToken: true
# The pods do not need environment variables for the Services of the namespace.
enableServiceLinks: false
{{- if .values.hostNetwork }}
hostNetwork: true
dnsPolicy: {{ .values.dnsPolicy | default "ClusterFirstWithHostNet" }}
{{- else if .values.dnsPolicy }}
dnsPolicy: {{ .values.dnsPolicy }}
{{- end }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "model-express-injector.container" -}}
image: {{ include "model-express-injector.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- with .values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.containerSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
terminationMessagePolicy: FallbackToLogsOnError
{{- end -}}
