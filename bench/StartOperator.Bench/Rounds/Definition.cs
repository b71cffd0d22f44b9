using StartOperator.Bench.Operator;

namespace StartOperator.Bench.Rounds;

/// <summary>The CustomResourceDefinition of <see cref="Workload"/>.</summary>
internal static class Definition
{
    public const string Json = $$"""
        {
          "apiVersion": "apiextensions.k8s.io/v1",
          "kind": "CustomResourceDefinition",
          "metadata": {"name": "workloads.{{Workload.Group}}"},
          "spec": {
            "group": "{{Workload.Group}}",
            "scope": "Namespaced",
            "names": {"plural": "workloads", "singular": "workload", "kind": "Workload", "listKind": "WorkloadList"},
            "versions": [{
              "name": "v1", "served": true, "storage": true, "subresources": {"status": {} },
              "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                "spec": {"type": "object", "properties": {"revision": {"type": "integer"} } },
                "status": {"type": "object", "properties": {"observedGeneration": {"type": "integer", "format": "int64"} } }
              } } }
            }]
          }
        }
        """;
}
