using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Package.Model;

/// <summary>
/// A map from identifier to value, always in byte order of its keys, as StartOS stores every map keyed by ids
/// (contract: README, "Conventions"). Two maps are equal when they hold equal entries.
/// </summary>
/// <typeparam name="T">The value type.</typeparam>
public sealed class IdMap<T> : IReadOnlyDictionary<string, T>, IEquatable<IdMap<T>>
{
    /// <summary>The map without entries.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "An empty instance per value type, as ImmutableArray<T>.Empty.")]
    public static IdMap<T> Empty { get; } = new([]);

    private readonly SortedDictionary<string, T> _entries = new(StringComparer.Ordinal);

    /// <summary>Creates a map; of entries with the same key the last wins.</summary>
    public IdMap(IEnumerable<KeyValuePair<string, T>> entries)
    {
        foreach (var (key, value) in entries)
        {
            _entries[key] = value;
        }
    }

    /// <inheritdoc />
    public int Count => _entries.Count;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _entries.Keys;

    /// <inheritdoc />
    public IEnumerable<T> Values => _entries.Values;

    /// <inheritdoc />
    public T this[string key] => _entries[key];

    /// <inheritdoc />
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(IdMap<T>? other) => other is not null && _entries.SequenceEqual(other._entries);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as IdMap<T>);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (key, value) in _entries)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
