{{/* The ConfigMaps of src/injection/pull.sh, by `npm run manifests`. */}}
{{- define "model-express-injector.pull-script" -}}model-express-pull-b5ee1fb927{{- end -}}
