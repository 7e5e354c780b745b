// Reads one JSON object a line, a PromQL expression with series and a range of time, and writes for each the samples that
// Prometheus' own engine makes of it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/promql"
)

// A question: times are whole seconds since the epoch.
type question struct {
	Expression string   `json:"expression"`
	Series     []series `json:"series"`
	Start      int64    `json:"start"`
	End        int64    `json:"end"`
	Step       int64    `json:"step"`
}

type series struct {
	Labels  map[string]string `json:"labels"`
	Samples [][2]float64      `json:"samples"`
}

type answer struct {
	Series []answered `json:"series"`
	Error  string     `json:"error,omitempty"`
}

// Values are text, because JSON has no NaN.
type answered struct {
	Labels  map[string]string `json:"labels"`
	Samples [][2]string       `json:"samples"`
}

func main() {
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 10_000_000, Timeout: time.Minute})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if err := answers.Encode(evaluate(engine, asked)); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

func evaluate(engine *promql.Engine, asked question) answer {
	start, end := time.Unix(asked.Start, 0), time.Unix(asked.End, 0)
	step := time.Duration(asked.Step) * time.Second
	query, err := engine.NewRangeQuery(context.Background(), memory(asked.Series), nil, asked.Expression, start, end, step)
	if err != nil {
		return answer{Series: []answered{}, Error: err.Error()}
	}
	defer query.Close()
	result := query.Exec(context.Background())
	matrix, err := result.Matrix()
	if err != nil {
		return answer{Series: []answered{}, Error: err.Error()}
	}
	all := []answered{}
	for _, each := range matrix {
		all = append(all, answered{Labels: each.Metric.Map(), Samples: texts(each.Floats)})
	}
	return answer{Series: all}
}

func texts(points []promql.FPoint) [][2]string {
	samples := [][2]string{}
	for _, point := range points {
		samples = append(samples, [2]string{strconv.FormatInt(point.T/1000, 10), number(point.F)})
	}
	return samples
}

func number(value float64) string {
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}
