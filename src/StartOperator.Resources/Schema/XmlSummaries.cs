using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StartOperator.Resources.Schema;

/// <summary>The summaries of doc comments, read from the XML files that the compiler writes beside the assemblies.</summary>
internal sealed partial class XmlSummaries
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <summary>Reads the doc comments of these assemblies.</summary>
    /// <exception cref="FileNotFoundException">An assembly has no XML file beside it.</exception>
    public XmlSummaries(params IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            var file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
            foreach (var member in XDocument.Load(file).Descendants("member"))
            {
                _members[member.Attribute("name")!.Value] = member;
            }
        }
    }

    /// <summary>A type's summary.</summary>
    public string? Of(Type type) => Text(_members.GetValueOrDefault("T:" + Name(type))?.Element("summary"));

    /// <summary>A property's summary; for a property that is a record's parameter, what its <c>param</c> element says.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = Name(property.DeclaringType!);
        return Text(_members.GetValueOrDefault($"P:{type}.{property.Name}")?.Element("summary"))
            ?? Text(_members.GetValueOrDefault("T:" + type)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == property.Name));
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1]}`",
            XElement other => other.Value,
            _ => "",
        }));
        return Blanks().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
