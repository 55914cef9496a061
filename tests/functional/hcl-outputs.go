// hcl-outputs MODULE VARIABLES OUT: evaluates a Terraform module of variables, locals and outputs by HashiCorp's own HCL library,
// with the functions that ours uses, and writes each output into a file of its name in OUT. VARIABLES is a .tfvars file.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

var functions = map[string]function.Function{
	"can": tryfunc.CanFunc, "concat": stdlib.ConcatFunc, "flatten": stdlib.FlattenFunc, "join": stdlib.JoinFunc,
	"jsonencode": stdlib.JSONEncodeFunc, "merge": stdlib.MergeFunc, "regex": stdlib.RegexFunc,
}

func check(diagnostics hcl.Diagnostics) {
	if diagnostics.HasErrors() {
		fmt.Fprintln(os.Stderr, diagnostics)
		os.Exit(1)
	}
}

func parse(file string) *hclsyntax.Body {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	parsed, diagnostics := hclsyntax.ParseConfig(text, file, hcl.InitialPos)
	check(diagnostics)
	return parsed.Body.(*hclsyntax.Body)
}

func value(expression hcl.Expression, context *hcl.EvalContext) cty.Value {
	result, diagnostics := expression.Value(context)
	check(diagnostics)
	return result
}

// templatefile(PATH, VARIABLES), as Terraform has it.
func templatefile() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, {Name: "vars", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			text, err := os.ReadFile(args[0].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			template, diagnostics := hclsyntax.ParseTemplate(text, args[0].AsString(), hcl.InitialPos)
			check(diagnostics)
			return value(template, &hcl.EvalContext{Variables: args[1].AsValueMap(), Functions: functions}), nil
		},
	})
}

// validate stops where the condition of a variable's validation block is false.
func validate(variable *hclsyntax.Block, context *hcl.EvalContext) {
	for _, block := range variable.Body.Blocks {
		if value(block.Body.Attributes["condition"].Expr, context).False() {
			fmt.Fprintln(os.Stderr, value(block.Body.Attributes["error_message"].Expr, context).AsString())
			os.Exit(1)
		}
	}
}

func main() {
	module, given, out := os.Args[1], parse(os.Args[2]), os.Args[3]
	functions["templatefile"] = templatefile()
	context := &hcl.EvalContext{Functions: functions, Variables: map[string]cty.Value{
		"path": cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal(module)}),
	}}
	variables, locals := map[string]cty.Value{}, map[string]cty.Value{}
	body := parse(filepath.Join(module, "main.tf"))
	for _, block := range body.Blocks {
		if block.Type == "variable" {
			if attribute, found := given.Attributes[block.Labels[0]]; found {
				variables[block.Labels[0]] = value(attribute.Expr, context)
			} else if attribute, found := block.Body.Attributes["default"]; found {
				variables[block.Labels[0]] = value(attribute.Expr, context)
			}
		}
	}
	context.Variables["var"] = cty.ObjectVal(variables)
	for _, block := range body.Blocks {
		switch block.Type {
		case "variable":
			validate(block, context)
		case "locals":
			for name, attribute := range block.Body.Attributes {
				locals[name] = value(attribute.Expr, context)
			}
			context.Variables["local"] = cty.ObjectVal(locals)
		}
	}
	for _, block := range body.Blocks {
		if block.Type == "output" {
			text := value(block.Body.Attributes["value"].Expr, context).AsString()
			if err := os.WriteFile(filepath.Join(out, block.Labels[0]), []byte(text), 0o644); err != nil {
				panic(err)
			}
		}
	}
}
