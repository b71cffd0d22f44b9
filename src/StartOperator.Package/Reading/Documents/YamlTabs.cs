using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Refuses tabs as indentation, as StartOS's parser does; the parser used here lets some through.</summary>
internal sealed class YamlTabs(IParser inner, string text) : IParser
{
    private readonly Stack<bool> _bracketed = [];

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;

        var inBrackets = _bracketed.TryPeek(out var flow) && flow;
        if (Current is NodeEvent && !inBrackets) Check(Current.Start);
        switch (Current)
        {
            case SequenceStart list:
                _bracketed.Push(list.Style == SequenceStyle.Flow);
                break;
            case MappingStart map:
                _bracketed.Push(map.Style == MappingStyle.Flow);
                break;
            case SequenceEnd or MappingEnd:
                _bracketed.Pop();
                break;
        }

        return true;
    }

    /// <summary>Looks for a tab before something that nothing but indentation and <c>-</c> precedes in its line.</summary>
    private void Check(Mark start)
    {
        var sawTab = false;
        for (var at = (int)Math.Min(start.Index, text.Length) - 1; at >= 0 && text[at] is not ('\n' or '\r'); at--)
        {
            if (text[at] is not (' ' or '\t' or '-' or '?')) return;
            sawTab |= text[at] == '\t';
        }

        if (sawTab) throw new SyntaxErrorException(start, start, "found a tab as indentation");
    }
}
