using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Warnings about pods that are valid but hardly meant.</summary>
internal static class PodAdvice
{
    public static IEnumerable<string> Advice(JsonObject pod)
    {
        var seen = new Dictionary<(long, string, string), string>();
        var i = 0;
        foreach (var container in pod.Objects("spec", "containers"))
        {
            var (path, j) = ($"spec.containers[{i++}]", 0);
            foreach (var port in container.Objects("ports"))
            {
                var at = $"{path}.ports[{j++}]";
                var key = (port.Whole("containerPort") ?? 0, port.Text("protocol") ?? "", $"{port.Text("hostIP")}:{port.Whole("hostPort")}");
                if (!seen.TryAdd(key, at)) yield return $"{at}: duplicate port definition with {seen[key]}";
            }

            foreach (var advice in DuplicateVariables(container, path)) yield return advice;
        }

        i = 0;
        foreach (var secret in pod.Objects("spec", "imagePullSecrets"))
        {
            if (string.IsNullOrEmpty(secret.Text("name"))) yield return $"spec.imagePullSecrets[{i}].name: invalid empty name \"\"";
            i++;
        }
    }

    private static IEnumerable<string> DuplicateVariables(JsonObject container, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var variable in container.Objects("env"))
        {
            var name = variable.Text("name") ?? "";
            if (!names.Add(name)) yield return $"{path}.env[{index}]: hides previous definition of \"{name}\", which may be dropped when using apply";
            index++;
        }
    }
}
