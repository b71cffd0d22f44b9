using System.Net;
using StartOperator.Rendering.Refusals;
using StartOperator.Runtime;

namespace StartOperator;

/// <summary>The values of command-line options, read as what they should be; what is wrong first is kept, and reading goes on.</summary>
/// <param name="values">The texts that were given, by option.</param>
internal sealed class OptionValues(IReadOnlyDictionary<string, string> values)
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>A text; null when it was not given.</summary>
    public string? Text(string option) => values.GetValueOrDefault(option);

    /// <summary>A list with commas; empty when it was not given.</summary>
    public IReadOnlyList<string> List(string option) =>
        Text(option)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>One of several words; the first when it was not given.</summary>
    public T Word<T>(string option, params IReadOnlyList<(string Word, T Meaning)> choices)
    {
        foreach (var (word, meaning) in choices.Where(c => Text(option) is not { } text || text == c.Word))
        {
            return meaning;
        }

        Wrong(option, $"'{Text(option)}' is none of {string.Join(", ", choices.Select(c => c.Word))}");
        return choices[0].Meaning;
    }

    /// <summary>An address with a port; null when it was not given.</summary>
    public IPEndPoint? Address(string option)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (IPEndPoint.TryParse(text, out var address) && text.LastIndexOf(':') > text.LastIndexOf(']'))
        {
            return address;
        }

        Wrong(option, $"'{text}' is not an address and a port; write it as 0.0.0.0:8080 or [::]:8080");
        return null;
    }

    /// <summary>A name with its namespace, written as <c>NAME.NAMESPACE</c>; null when it was not given.</summary>
    public NamespacedName? Name(string option)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (text.Split('.') is [{ Length: > 0 } name, { Length: > 0 } space])
        {
            return new NamespacedName(space, name);
        }

        Wrong(option, $"'{text}' is not a name and a namespace; write it as start-operator.start-operator-system");
        return null;
    }

    /// <summary>A quantity.</summary>
    public string Quantity(string option, string unless)
    {
        var text = Text(option) ?? unless;
        if (!QuantityRefusals.IsQuantity(text))
        {
            Wrong(option, $"'{text}' is not a quantity; write a number with a unit, as in 10Gi");
        }

        return text;
    }

    /// <summary>Quantities by resource name, written as <c>cpu=50m,memory=128Mi</c>.</summary>
    public IReadOnlyDictionary<string, string> Quantities(string option, IReadOnlyDictionary<string, string> unless)
    {
        if (Text(option) is null)
        {
            return unless;
        }

        var quantities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in List(option))
        {
            if (entry.Split('=', StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, var quantity] && QuantityRefusals.IsQuantity(quantity))
            {
                quantities[name] = quantity;
            }
            else
            {
                Wrong(option, $"'{entry}' is not a resource and its quantity; write it as memory=128Mi");
            }
        }

        return quantities;
    }

    /// <summary>Tells what is wrong with an option.</summary>
    public void Wrong(string option, string fault) => Fault ??= $"--{option}: {fault}";
}
