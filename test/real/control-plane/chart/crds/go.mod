// Where the published definitions of others' custom resources come from: no Go is compiled.
module model-express-injector.test/crds

go 1.24.0

require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/prometheus-operator/prometheus-operator v0.92.0
)
