// The webhook that most projects would write: controller-runtime's admission server, the pod decoded into its Go type,
// changed, encoded, and compared with the original for the patch. It adds what our patch adds to the typical worker,
// without deciding anything. It is a peer for speed, not a product.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// addition is what the patch brings, as the parent process writes it.
type addition struct {
	Volume      corev1.Volume      `json:"volume"`
	Env         []corev1.EnvVar    `json:"env"`
	VolumeMount corev1.VolumeMount `json:"volumeMount"`
	Pull        corev1.Container   `json:"pull"`
	Annotation  string             `json:"annotation"`
}

type injector struct {
	decoder  admission.Decoder
	addition addition
}

func (injector *injector) Handle(ctx context.Context, request admission.Request) admission.Response {
	pod := &corev1.Pod{}
	if err := injector.decoder.Decode(request, pod); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	injector.inject(pod)
	changed, err := json.Marshal(pod)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	ctrl.FromContext(ctx).Info("pod injected", "namespace", request.Namespace, "uid", request.UID)
	return admission.PatchResponseFromRaw(request.Object.Raw, changed)
}

func (injector *injector) inject(pod *corev1.Pod) {
	added := injector.addition
	if pod.Annotations == nil {
		pod.Annotations = map[string]string{}
	}
	pod.Annotations["modelexpress.nvidia.com/status"] = added.Annotation
	pod.Spec.Volumes = append(pod.Spec.Volumes, added.Volume)
	pod.Spec.InitContainers = append([]corev1.Container{added.Pull}, pod.Spec.InitContainers...)
	main := &pod.Spec.Containers[0]
	main.Env = append(main.Env, added.Env...)
	main.VolumeMounts = append(main.VolumeMounts, added.VolumeMount)
}

// Arguments: the folder with tls.crt and tls.key, the file with the addition, the port.
func main() {
	if err := serve(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(certificates, additionFile, portText string) error {
	text, err := os.ReadFile(additionFile)
	if err != nil {
		return err
	}
	var added addition
	if err := json.Unmarshal(text, &added); err != nil {
		return err
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return err
	}
	ctrl.SetLogger(zap.New())
	scheme := runtime.NewScheme()
	if err := corev1.AddToScheme(scheme); err != nil {
		return err
	}
	server := webhook.NewServer(webhook.Options{Host: "127.0.0.1", Port: port, CertDir: certificates})
	handler := &injector{decoder: admission.NewDecoder(scheme), addition: added}
	server.Register("/mutate", &webhook.Admission{Handler: handler})
	return server.Start(context.Background())
}
