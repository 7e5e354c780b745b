// Command cluster is a whole Kubernetes control plane in one binary: etcd,
// kube-apiserver, kube-controller-manager and kube-scheduler, all of them the
// real programs. The first argument chooses one, the rest are its own flags.
package main

import (
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // CronJobs name time zones; the host may have no zone files

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // --logging-format=json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // client and work queue metrics
	_ "k8s.io/component-base/metrics/prometheus/version"  // kubernetes_build_info
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

const usage = "usage: cluster etcd|kube-apiserver|kube-controller-manager|kube-scheduler [flags]"

// endWithStdin names the variable that ties a program to its starter: when the
// starter dies, even by SIGKILL, the kernel closes the pipe that is our stdin.
const endWithStdin = "END_WITH_STDIN"

func main() {
	if len(os.Args) < 2 {
		fail(usage)
	}
	if os.Getenv(endWithStdin) == "true" {
		go exitAtEndOf(os.Stdin)
	}
	// Every program reads os.Args itself and names itself after os.Args[0].
	os.Args = os.Args[1:]
	run(os.Args[0])
}

func run(program string) {
	if program == "etcd" {
		etcdmain.Main(os.Args)
		return
	}
	commands := map[string]func() *cobra.Command{
		"kube-apiserver":          apiserver.NewAPIServerCommand,
		"kube-controller-manager": controllermanager.NewControllerManagerCommand,
		"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	}
	newCommand, known := commands[program]
	if !known {
		fail(fmt.Sprintf("no program %q\n%s", program, usage))
	}
	os.Exit(cli.Run(newCommand()))
}

func exitAtEndOf(input io.Reader) {
	_, _ = io.Copy(io.Discard, input)
	os.Exit(1)
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
