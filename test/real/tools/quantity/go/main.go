// Reads JSON strings, one a line, and writes for each what Kubernetes' ParseQuantity makes of it: the amount in units of
// 10^-9 as a JSON string, or null where it refuses the text.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"gopkg.in/inf.v0"
	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var text string
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			panic(err)
		}
		if err := answers.Encode(nano(text)); err != nil {
			panic(err)
		}
	}
}

func nano(text string) *string {
	quantity, err := resource.ParseQuantity(text)
	if err != nil {
		return nil
	}
	scaled := new(inf.Dec).Mul(quantity.AsDec(), inf.NewDec(1_000_000_000, 0))
	amount := new(inf.Dec).Round(scaled, 0, inf.RoundExact).String()
	return &amount
}
