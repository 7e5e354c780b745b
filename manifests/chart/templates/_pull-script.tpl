{{/* The ConfigMaps of src/injection/pull.sh, by `npm run manifests`. */}}
{{- define "model-express-injector.pull-script" -}}model-express-pull-bb4e8a0586{{- end -}}
