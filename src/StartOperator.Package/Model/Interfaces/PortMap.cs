using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Package.Model.Interfaces;

/// <summary>A map by external port, in numeric order. Two maps are equal when they hold equal entries.</summary>
/// <typeparam name="T">What a port leads to.</typeparam>
public sealed class PortMap<T> : IReadOnlyCollection<KeyValuePair<ushort, T>>, IEquatable<PortMap<T>>
{
    private readonly SortedDictionary<ushort, T> _entries = [];

    /// <summary>Creates a map; of entries with the same port the last wins.</summary>
    public PortMap(IEnumerable<KeyValuePair<ushort, T>> entries)
    {
        foreach (var (port, value) in entries)
        {
            _entries[port] = value;
        }
    }

    /// <inheritdoc />
    public int Count => _entries.Count;

    /// <summary>The external ports, ascending.</summary>
    public IEnumerable<ushort> Ports => _entries.Keys;

    /// <summary>What the external ports lead to, by ascending external port.</summary>
    public IEnumerable<T> Values => _entries.Values;

    /// <summary>Looks a port up.</summary>
    public bool TryGetValue(ushort port, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(port, out value);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<ushort, T>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(PortMap<T>? other) => other is not null && _entries.SequenceEqual(other._entries);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as PortMap<T>);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var entry in _entries)
        {
            hash.Add(entry);
        }

        return hash.ToHashCode();
    }
}
