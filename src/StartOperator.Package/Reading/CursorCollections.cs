using StartOperator.Package.Model;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading;

/// <summary>Reads lists and maps of things. Null means that an error has been logged; so does an item that is left out.</summary>
internal static class CursorCollections
{
    /// <summary>Reads a list.</summary>
    public static ValueList<T>? List<T>(this Cursor value, int max, Func<Cursor, T?> read)
        where T : class
    {
        if (value.Items(max) is not { } items) return null;
        return [.. items.Select(read).OfType<T>()];
    }

    /// <summary>Reads a list of plain values.</summary>
    public static ValueList<T>? List<T>(this Cursor value, int max, Func<Cursor, T?> read)
        where T : struct
    {
        if (value.Items(max) is not { } items) return null;
        return [.. items.Select(read).OfType<T>()];
    }

    /// <summary>Reads a list of texts.</summary>
    public static ValueList<string>? Texts(this Cursor value, int max, int maxLength) => value.List(max, item => item.Text(maxLength));

    /// <summary>Reads a map whose keys are identifiers.</summary>
    public static IdMap<T>? ById<T>(this Cursor value, Func<Cursor, T?> read)
        where T : class => value.Map(Limits.Entries, key => key.Id(), read);

    /// <summary>Reads a map whose keys are texts.</summary>
    public static IdMap<T>? Map<T>(this Cursor value, int max, Func<KeyCursor, string?> readKey, Func<Cursor, T?> readValue)
        where T : class
    {
        if (value.Entries(max) is not { } entries) return null;

        List<KeyValuePair<string, T>> read = [];
        foreach (var (key, entry) in entries)
        {
            var name = readKey(key);
            var item = readValue(entry);
            if (name is not null && item is not null) read.Add(new(name, item));
        }

        return new IdMap<T>(read);
    }

    /// <summary>Reads the key of a map as a text of at most so many Unicode scalar values.</summary>
    public static string? Text(this KeyCursor key, int maxLength)
    {
        var length = key.Text.Length <= maxLength ? 0 : key.Text.EnumerateRunes().Count();
        return length <= maxLength ? key.Text : key.Fail<string>($"the key has {length} characters; at most {maxLength} are allowed", "shorten it");
    }
}
