using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>One version of a custom resource as its definition describes it.</summary>
internal sealed record CustomVersion(string Definition, string Name, JsonObject? OpenApi);
