using System.Globalization;
using System.Numerics;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>What a number in JSON is.</summary>
internal static class JsonNumber
{
    private const int LongestInteger = 40;

    public static ScalarNode Scalar(string number, DocumentBuilder build, SourceLocation? location)
    {
        if (number.Length <= LongestInteger && number.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
        {
            var integer = BigInteger.Parse(number, CultureInfo.InvariantCulture);
            if (NumberText.IsInteger(integer)) return build.Scalar(ScalarKind.Integer, integer.ToString(CultureInfo.InvariantCulture), location);
        }

        return double.IsFinite(double.Parse(number, CultureInfo.InvariantCulture))
            ? build.Scalar(ScalarKind.Float, number, location)
            : throw new DocumentFault($"the JSON does not parse: the number {Wording.Short(number)} is too big", "write a smaller number", location);
    }
}
