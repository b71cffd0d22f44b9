namespace StartOperator.LocalCluster.Cel;

/// <summary>A rule that can't be read, or can't be evaluated for this value; the message is for the client.</summary>
internal sealed class CelException(string message) : Exception(message)
{
    public static CelException NoSuchKey(object? key) => new($"no such key: {CelText.Of(key)}");

    public static CelException NoConversion(string to) => new($"type conversion error from 'string' to '{to}'");

    public static CelException NoOverload() => new("no such overload");
}
