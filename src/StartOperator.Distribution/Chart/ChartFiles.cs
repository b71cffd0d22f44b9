using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Resources;
using StartOperator.Resources.Schema;

namespace StartOperator.Distribution.Chart;

/// <summary>The files of the chart that are made from the code, so that nobody has to keep them true by hand.</summary>
public static class ChartFiles
{
    /// <summary>The chart's values; the table of the readme is made from its comments.</summary>
    public const string Values = "values.yaml";

    /// <summary>The chart's readme.</summary>
    public const string Readme = "README.md";

    private const string Generated = "{{- /* Generated from the code; `make chart` writes it. */}}\n";

    /// <summary>All of them, by their paths within the chart.</summary>
    /// <param name="values">The text of <see cref="Values"/>.</param>
    /// <param name="readme">The present text of <see cref="Readme"/>.</param>
    public static IReadOnlyDictionary<string, string> Generate(string values, string readme)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["templates/_rules.tpl"] = Rules(),
            [Readme] = ValuesTable.Replace(readme, values),
        };
        foreach (var (name, definition) in CustomResourceDefinitions.Committed)
        {
            files[$"templates/crds/{name}"] = Definition(definition);
        }

        return files;
    }

    /// <summary>The rules of roles, as templates.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "This program is not trimmed.")]
    private static string Rules() => Generated
        + Template("namespaces", OperatorRights.InNamespaces())
        + Template("cluster", OperatorRights.OutsideNamespaces())
        + Template("elections", OperatorRights.OfElections("{{ include `start-operator.name` . }}"))
        + Template("webhook.cluster", OperatorRights.OfWebhookInTheCluster())
        + Template("webhook.namespace", OperatorRights.OfWebhookInItsNamespace());

    private static string Template(string name, IReadOnlyList<V1PolicyRule> rules)
    {
        using var role = JsonDocument.Parse(KubernetesJson.Serialize(new V1ClusterRole { Rules = [.. rules] }));
        return $"\n{{{{- define \"start-operator.rules.{name}\" }}}}\n{ResourceYaml.ToString(role.RootElement.GetProperty("rules"))}{{{{- end }}}}\n";
    }

    /// <summary>A CustomResourceDefinition that is installed, and kept, as the values say. Whatever looks like a template in it is meant as it stands.</summary>
    private static string Definition(string yaml)
    {
        var definition = JsonNode.Parse(ResourceYaml.Read(yaml).Single().GetRawText())!.AsObject();
        var name = definition["metadata"]!["name"]!.GetValue<string>();
        definition.Remove("apiVersion");
        definition.Remove("kind");
        definition.Remove("metadata");
        using var rest = JsonDocument.Parse(definition.ToJsonString());
        var body = ResourceYaml.ToString(rest.RootElement);
        if (body.Contains("{{", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"{name} has '{{{{' in it, which Helm would take for a template");
        }

        return Generated + $$$"""
            {{- if .Values.crds.enabled }}
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: {{{name}}}
              labels:
                {{- include "start-operator.labels" . | nindent 4 }}
              {{- if .Values.crds.keep }}
              annotations:
                helm.sh/resource-policy: keep
              {{- end }}
            {{{body.TrimEnd('\n')}}}
            {{- end }}

            """;
    }
}
