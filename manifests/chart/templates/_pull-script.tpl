{{/* The ConfigMaps of src/injection/pull.sh, by `npm run manifests`. */}}
{{- define "model-express-injector.pull-script" -}}model-express-pull-d97c0a8101{{- end -}}
