{{- define "model-express-injector.ca-bundle" -}}
{{- $caBundle := .Values.certificates.caBundle | required "certificates.caBundle: give the CA of certificates.secretName, PEM in base64, because certificates.mode is provided" -}}
{{- if not (hasPrefix "-----BEGIN CERTIFICATE-----" ($caBundle | b64dec | trim)) -}}
{{- fail "certificates.caBundle: expected the base64 of a PEM certificate, as from: base64 -w0 ca.crt" -}}
{{- end -}}
{{- $caBundle -}}
{{- end -}}

{{- define "model-express-injector.has-own-ca" -}}
{{- and (eq .Values.certificates.mode "cert-manager") (empty .Values.certificates.issuerRef) -}}
{{- end -}}
