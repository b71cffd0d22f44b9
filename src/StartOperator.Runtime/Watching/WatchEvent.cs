using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Watching;

/// <summary>What a line of a watch tells.</summary>
public enum WatchEventType
{
    /// <summary>The object appeared.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or no longer matches the selector.</summary>
    Deleted,

    /// <summary>Nothing happened up to this version.</summary>
    Bookmark,

    /// <summary>Something happened to an object that can't be decoded; its header tells which, if anything could be read.</summary>
    Unreadable,
}

/// <summary>One line of a watch.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <param name="Type">What it tells.</param>
/// <param name="Resource">The object; null in bookmarks and where it can't be decoded.</param>
/// <param name="Header">Which object it is when <paramref name="Resource"/> is null.</param>
/// <param name="Error">Why the object can't be decoded; null when it was.</param>
public readonly record struct WatchEvent<T>(WatchEventType Type, T? Resource, ObjectHeader Header, string? Error)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The version the watch has reached; empty when it can't be told.</summary>
    public string ResourceVersion => Resource?.Metadata.ResourceVersion ?? Header.ResourceVersion ?? "";

    internal static WatchEvent<T> Unreadable(ObjectHeader header, string error) => new(WatchEventType.Unreadable, null, header, error);
}

/// <summary>What to watch, and for how long.</summary>
/// <param name="Namespace">The namespace; null or empty for all.</param>
/// <param name="LabelSelector">Only objects with these labels; null for all.</param>
/// <param name="ResourceVersion">Changes after this version.</param>
/// <param name="ServerTimeout">When the server ends the watch by itself.</param>
/// <param name="Silence">The longest time without a single byte, bookmarks included, before the connection counts as dead.</param>
public sealed record WatchRequest(
    string? Namespace, string? LabelSelector, string ResourceVersion, TimeSpan ServerTimeout, TimeSpan Silence);
