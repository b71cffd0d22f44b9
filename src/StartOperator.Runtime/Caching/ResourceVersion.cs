namespace StartOperator.Runtime.Caching;

/// <summary>
/// The order of resource versions of one kind. Kubernetes stores them as decimal numbers of any length without leading zeros
/// and, from 1.35 on, promises that they may be compared. What is not such a number has no order.
/// </summary>
public static class ResourceVersion
{
    /// <summary>Compares two versions; false when either is not a decimal number, so nothing can be said.</summary>
    /// <param name="left">A resource version.</param>
    /// <param name="right">A resource version of the same kind.</param>
    /// <param name="order">Negative when <paramref name="left"/> is older, positive when newer, zero when they are the same.</param>
    public static bool TryCompare(string? left, string? right, out int order)
    {
        order = 0;
        if (!IsNumber(left) || !IsNumber(right))
        {
            return false;
        }

        order = left!.Length != right!.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
        return true;
    }

    /// <summary>Whether <paramref name="candidate"/> is known to be newer than <paramref name="known"/>.</summary>
    public static bool IsNewer(string? candidate, string? known) => TryCompare(candidate, known, out var order) && order > 0;

    private static bool IsNumber(string? version) =>
        !string.IsNullOrEmpty(version) && (version[0] != '0' || version.Length == 1) && !version.AsSpan().ContainsAnyExceptInRange('0', '9');
}
