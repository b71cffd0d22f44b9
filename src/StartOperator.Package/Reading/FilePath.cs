namespace StartOperator.Package.Reading;

/// <summary>What paths in a manifest consist of.</summary>
internal static class FilePath
{
    /// <summary>The names between the slashes, without those that mean nothing.</summary>
    public static List<string> Segments(string path) => [.. path.Split('/').Where(segment => segment is not ("" or "."))];

    /// <summary>Says that a path holds a control character, such as NUL; null when it holds none.</summary>
    public static string? ControlCharacter(string path)
    {
        var control = path.FirstOrDefault(char.IsControl, 'a');
        return char.IsControl(control) ? $"the path holds the control character U+{(int)control:X4}; StartOS takes it, StartOperator does not" : null;
    }
}
