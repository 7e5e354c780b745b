// Command network-policies enforces NetworkPolicies on a node, by the
// controller of kube-router that does nothing else.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/cloudnativelabs/kube-router/v2/pkg/controllers/netpol"
	"github.com/cloudnativelabs/kube-router/v2/pkg/healthcheck"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: network-policies KUBECONFIG NODE SERVICE-RANGE"))
	}
	config := options.NewKubeRouterConfig()
	config.EnableIPv4 = true
	config.HostnameOverride = os.Args[2]
	config.ClusterIPCIDRs = []string{os.Args[3]}
	access, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	fail(err)
	client, err := kubernetes.NewForConfig(access)
	fail(err)
	fail(enforce(client, config))
}

func enforce(client kubernetes.Interface, config *options.KubeRouterConfig) error {
	forever := make(chan struct{})
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	policies := factory.Networking().V1().NetworkPolicies().Informer()
	namespaces := factory.Core().V1().Namespaces().Informer()
	factory.Start(forever)
	factory.WaitForCacheSync(forever)

	rules, sets, err := netpol.NewIPTablesHandlers(config)
	if err != nil {
		return err
	}
	var setsInUse sync.Mutex
	controller, err := netpol.NewNetworkPolicyController(
		client, config, pods, policies, namespaces, &setsInUse, rules, sets)
	if err != nil {
		return err
	}
	follow(pods, controller.PodEventHandler)
	follow(policies, controller.NetworkPolicyEventHandler)
	follow(namespaces, controller.NamespaceEventHandler)

	heartbeats := make(chan *healthcheck.ControllerHeartbeat)
	go drain(heartbeats)
	var running sync.WaitGroup
	running.Add(1)
	controller.Run(heartbeats, forever, &running)
	return nil
}

func follow(informer cache.SharedIndexInformer, handler cache.ResourceEventHandler) {
	_, err := informer.AddEventHandlerWithResyncPeriod(handler, time.Duration(0))
	fail(err)
}

func drain(heartbeats <-chan *healthcheck.ControllerHeartbeat) {
	for range heartbeats {
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
