namespace StartOperator.Runtime.Caching;

/// <summary>One object of a cache appeared, changed or went away.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <param name="Key">Its name.</param>
/// <param name="Old">What was known before; null when it appeared. Of a deleted object, the last state known of it.</param>
/// <param name="New">What is known now; null when it went away.</param>
/// <param name="IsListed">Whether it appeared by being listed, so that it may have been there, unchanged, for long.</param>
public readonly record struct CacheChange<T>(NamespacedName Key, T? Old, T? New, bool IsListed = false)
    where T : class;
