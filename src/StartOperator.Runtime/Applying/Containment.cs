using System.Text.Json;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// Whether a live object contains what is desired: every field that is desired is there with an equal value. What else the live object has,
/// defaults and other managers' fields, doesn't matter.
/// </summary>
internal static class Containment
{
    private static readonly HashSet<string> QuantityMaps =
        ["requests", "limits", "capacity", "allocatable", "hard", "overhead", "default", "defaultRequest"];
    private static readonly HashSet<string> Quantities = ["sizeLimit", "divisor", "storage"];

    // Order and foreign members don't matter: admission adds tolerations of its own, and every finalizer has its own owner.
    private static readonly HashSet<string> Sets = ["finalizers", "tolerations"];

    /// <summary>What the live object lacks, one line per field with the live value; empty when it contains everything.</summary>
    /// <param name="desired">The desired object.</param>
    /// <param name="live">The live object.</param>
    /// <param name="custom">Whether it is a custom resource, which the server stores as it is written.</param>
    public static IReadOnlyList<string> Differences(JsonElement desired, JsonElement live, bool custom)
    {
        var comparison = new Comparison(custom);
        comparison.Objects("", desired, live, "");
        return comparison.Found;
    }

    private readonly struct Comparison(bool custom)
    {
        public List<string> Found { get; } = [];

        public void Objects(string path, JsonElement desired, JsonElement live, string name)
        {
            foreach (var property in desired.EnumerateObject())
            {
                var child = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                if (!live.TryGetProperty(property.Name, out var value))
                {
                    if (!EmptyValues.AreDropped(property.Value, property.Name, name, custom))
                    {
                        Found.Add($"{child}: absent");
                    }
                }
                else if (custom && child == "metadata")
                {
                    // Metadata is Kubernetes' own in every object.
                    var metadata = new Comparison(custom: false);
                    metadata.Values(child, property.Value, value, property.Name, name);
                    Found.AddRange(metadata.Found);
                }
                else
                {
                    Values(child, property.Value, value, property.Name, name);
                }
            }
        }

        private void Values(string path, JsonElement desired, JsonElement live, string name, string parent)
        {
            switch (desired.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.Object when live.ValueKind == JsonValueKind.Object:
                    Objects(path, desired, live, name);
                    break;
                case JsonValueKind.Array when live.ValueKind == JsonValueKind.Array:
                    Lists(path, desired, live, name);
                    break;
                default:
                    if (!AreEqual(desired, live, name, parent))
                    {
                        Found.Add($"{path}: {live.GetRawText()}");
                    }

                    break;
            }
        }

        private void Lists(string path, JsonElement desired, JsonElement live, string name)
        {
            if (desired.GetArrayLength() == 0 && !custom)
            {
                return;
            }

            if (Sets.Contains(name))
            {
                Unordered(path, desired, live, name);
            }
            else if (!custom && MergeKeys.Of(name, desired[0]) is { } keys)
            {
                Keyed(path, desired, live, keys);
            }
            else if (desired.GetArrayLength() != live.GetArrayLength())
            {
                Found.Add($"{path}: {live.GetRawText()}");
            }
            else
            {
                for (var i = 0; i < desired.GetArrayLength(); i++)
                {
                    Values($"{path}[{i}]", desired[i], live[i], name, "");
                }
            }
        }

        private void Unordered(string path, JsonElement desired, JsonElement live, string name)
        {
            foreach (var item in desired.EnumerateArray())
            {
                var found = false;
                foreach (var candidate in live.EnumerateArray())
                {
                    var inner = new Comparison(custom);
                    inner.Values("", item, candidate, name, "");
                    found |= inner.Found.Count == 0;
                }

                if (!found)
                {
                    Found.Add($"{path}: no {item.GetRawText()}");
                }
            }
        }

        private void Keyed(string path, JsonElement desired, JsonElement live, string[] keys)
        {
            foreach (var item in desired.EnumerateArray())
            {
                var key = string.Join(",", keys.Select(k => item.TryGetProperty(k, out var v) ? v.ToString() : ""));
                var found = false;
                foreach (var candidate in live.EnumerateArray())
                {
                    if (MergeKeys.AreSame(keys, item, candidate))
                    {
                        Objects($"{path}[{key}]", item, candidate, "");
                        found = true;
                        break;
                    }
                }

                if (!found)
                {
                    Found.Add($"{path}[{key}]: absent");
                }
            }
        }

        private static bool AreEqual(JsonElement desired, JsonElement live, string name, string parent)
        {
            if (desired.ValueKind == JsonValueKind.String && live.ValueKind == JsonValueKind.String)
            {
                return desired.ValueEquals(live.GetString())
                    || ((QuantityMaps.Contains(parent) || Quantities.Contains(name)) && Quantity.AreEqual(desired.GetString()!, live.GetString()!));
            }

            // Numbers by value, so that 1 and 1.0 are the same.
            return JsonElement.DeepEquals(desired, live);
        }
    }
}
