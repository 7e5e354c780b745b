{{/* Truncated so that the longest derived name, and the webhook's host name, have at most 63 characters. */}}
{{- define "model-express-injector.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "model-express-injector.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "model-express-injector.labels" -}}
{{ include "model-express-injector.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Annotations of an object: the release's and its own. Takes a dict of "root" and, optionally, "own". */}}
{{- define "model-express-injector.annotations" -}}
{{- with merge dict (.own | default dict) .root.Values.commonAnnotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* The Secret that the webhook mounts. */}}
{{- define "model-express-injector.tls-secret" -}}
{{- if eq .Values.certificates.mode "provided" -}}
{{- .Values.certificates.secretName | required "certificates.secretName: name the Secret with tls.crt and tls.key, because certificates.mode is provided" -}}
{{- else -}}
{{- include "model-express-injector.fullname" . }}-tls
{{- end -}}
{{- end -}}

{{- define "model-express-injector.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}
