using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Writing;

/// <summary>The parts of metadata the server decides.</summary>
internal static class Metadata
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int LongestGeneratedBase = 63 - SuffixLength;

    private static readonly string[] SystemFields =
        ["creationTimestamp", "uid", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"];

    public static void WipeSystemFields(JsonObject obj)
    {
        var meta = obj.Ensure("metadata");
        foreach (var field in SystemFields) meta.Remove(field);
    }

    /// <summary>Gives a new object its identity and, when only a prefix was asked for, its name.</summary>
    public static void FillSystemFields(JsonObject obj, DateTimeOffset now)
    {
        var meta = obj.Ensure("metadata");
        meta["creationTimestamp"] = Times.Text(now);
        meta["uid"] = Guid.NewGuid().ToString();
        if (meta.Text("generateName") is { Length: > 0 } prefix && string.IsNullOrEmpty(meta.Text("name"))) meta["name"] = Generated(prefix);
    }

    /// <summary>Fills in the request's namespace; another one in the object is refused.</summary>
    public static void MatchNamespace(JsonObject obj, WriteRequest request)
    {
        var meta = obj.Ensure("metadata");
        var actual = meta.Text("namespace") ?? "";
        if (!request.Resource.Namespaced)
        {
            if (actual.Length > 0 && request.Namespace.Length == 0 && request.Resource.Plural == "namespaces") return;
            meta.Remove("namespace");
        }
        else if (actual.Length == 0) meta["namespace"] = request.Namespace;
        else if (actual != request.Namespace)
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    /// <summary>Equal apart from when managed fields were written.</summary>
    public static bool SameButForTimes(JsonObject obj, JsonObject live)
    {
        if (obj.Same(live)) return true;
        return WithoutTimes(obj).Same(WithoutTimes(live));
    }

    private static JsonObject WithoutTimes(JsonObject obj)
    {
        var copy = obj.Copy();
        foreach (var entry in copy.Objects("metadata", "managedFields")) entry.Remove("time");
        return copy;
    }

    /// <summary>A name made of a prefix and five random characters.</summary>
    public static string Generated(string prefix)
    {
        var start = prefix.Length > LongestGeneratedBase ? prefix[..LongestGeneratedBase] : prefix;
        return start + new string(Random.Shared.GetItems<char>(Alphabet, SuffixLength));
    }
}
