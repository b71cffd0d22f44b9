using System.Text.Json;
using System.Text.Json.Serialization;

namespace StartOperator.Resources;

/// <summary>How enum members are spelled in a resource: as Kubernetes spells its own, but StartOS's words and architectures in lower case.</summary>
internal static class WireNames
{
    /// <summary>The spelling of a member.</summary>
    public static string OfEnumMember(Type type, string member) =>
        IsLowerCase(type) ? JsonNamingPolicy.KebabCaseLower.ConvertName(member) : member;

    private static bool IsLowerCase(Type type) =>
        type == typeof(MainStatus) || type == typeof(ImageArchitecture) || type.Assembly != typeof(StartService).Assembly;

    /// <summary>Reads and writes the members of <typeparamref name="T"/> in lower case.</summary>
    internal sealed class LowerCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
        where T : struct, Enum;

    /// <summary>Reads and writes the members of <typeparamref name="T"/> as they are declared.</summary>
    internal sealed class AsDeclared<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
        where T : struct, Enum;
}
