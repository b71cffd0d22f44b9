namespace StartOperator.Runtime.Caching;

/// <summary>A change of a store: what it held, what it holds now, and, of a deleted object, the last state known of it.</summary>
internal readonly record struct StoreChange<T>(NamespacedName Key, T? Stored, T? New, T? Last, bool IsListed = false)
    where T : class
{
    public CacheChange<T> ForHandlers => new(Key, New is null ? Last : Stored, New, IsListed && Stored is null);
}
