using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading.Config;

/// <summary>Reads config specs (contract: config-spec.md §1 and §2). Spec by spec it hands the fields to <see cref="ValueSpecReader"/>.</summary>
internal sealed class SpecReader(DocumentForm form)
{
    /// <summary>Reads a spec.</summary>
    public ConfigSpec? Read(Cursor value) => form == DocumentForm.Canonical ? ReadList(value) : ReadMap(value);

    private ConfigSpec? ReadMap(Cursor value)
    {
        if (value.Entries(Limits.Fields) is not { } entries) return null;

        List<ConfigField> fields = [];
        foreach (var (key, entry) in entries)
        {
            var name = key.Text(Limits.Name);
            var spec = entry.Object() is { } attributes ? new ValueSpecReader(this, attributes).Read(field => field) : null;
            if (name is not null && spec is not null) fields.Add(new ConfigField(name, spec));
        }

        return new ConfigSpec([.. fields]);
    }

    private ConfigSpec? ReadList(Cursor value)
    {
        if (value.Items(Limits.Fields) is not { } items) return null;

        List<ConfigField> fields = [];
        foreach (var item in items)
        {
            if (item.Object() is not { } attributes) continue;

            var key = attributes.Required("key")?.Text(Limits.Name);
            if (new ValueSpecReader(this, attributes).Read(spec => new ConfigField(key!, spec)) is { } field) Add(fields, field, item);
        }

        return new ConfigSpec([.. fields]);
    }

    private static void Add(List<ConfigField> fields, ConfigField field, Cursor item)
    {
        var same = fields.FindIndex(known => known.Key == field.Key);
        if (same < 0)
        {
            fields.Add(field);
            return;
        }

        item.Warn($"the key '{Wording.Short(field.Key)}' is there twice; the last one counts, at the place of the first", "remove one of them");
        fields[same] = field;
    }
}
