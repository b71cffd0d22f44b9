using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Reads and writes the conditions of a CustomResourceDefinition.</summary>
internal static class Conditions
{
    public static bool IsTrue(JsonObject obj, string type) =>
        obj.Objects("status", "conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    /// <summary>Sets a condition in a status; the transition time moves only with the value.</summary>
    public static void Set(JsonObject status, string type, string value, string reason, string message, DateTimeOffset now)
    {
        if (status["conditions"] is not JsonArray conditions) status["conditions"] = conditions = [];
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(existing => existing.Text("type") == type);
        if (condition is null) conditions.Add(condition = new JsonObject { ["type"] = type });
        if (condition.Text("status") != value) condition["lastTransitionTime"] = Times.Text(now);
        (condition["status"], condition["reason"], condition["message"]) = (value, reason, message);
    }
}
