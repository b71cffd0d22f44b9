namespace StartOperator.Runtime.Caching;

/// <summary>One object of a cache appeared, changed or went away.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <param name="Key">Its name.</param>
/// <param name="Old">What was known before; null when it appeared. Of a deleted object, the last state known of it.</param>
/// <param name="New">What is known now; null when it went away.</param>
public readonly record struct CacheChange<T>(NamespacedName Key, T? Old, T? New)
    where T : class;
