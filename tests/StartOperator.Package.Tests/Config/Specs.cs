using CsCheck;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Tests.Config;

/// <summary>Random config specs that nothing is wrong with.</summary>
internal static class Specs
{
    /// <summary>Specs, nested up to three levels.</summary>
    public static Gen<ConfigSpec> Any { get; } = Gen.Recursive<ConfigSpec>((depth, inner) =>
        Gen.Select(Manifests.Text, Values(depth > 2 ? Gen.Const(ConfigSpec.Empty) : inner), (key, value) => new ConfigField(key, value)).Array[0, 3]
            .Select(fields => new ConfigSpec([.. fields.DistinctBy(field => field.Key)])));

    private static Gen<double> Numbers => Gen.OneOf(0d, -1, 0.1, 1e300, 5e-324, 16, 1.5, 123456789012);

    private static Gen<StringDefault> Defaults => Gen.OneOf(
        Manifests.Text.Select(StringDefault (text) => new StringDefault.Literal(text)),
        Gen.Select(Gen.UInt[0, 99], Gen.OneOf<string?>(null, "a-z,A-Z,0-9", ",", "-", "ü,x", "a-", ""), (length, charset) =>
            (StringDefault)new StringDefault.Entropy(length, charset is null ? null : Parsed(charset))));

    private static Charset Parsed(string charset) =>
        Charset.TryParse(charset, out var parsed, out var error) ? parsed : throw new InvalidOperationException(error);

    private static Gen<UniqueBy> Unique => Gen.Recursive<UniqueBy>((depth, inner) => depth > 2
        ? Gen.Const(UniqueBy.Nothing)
        : Gen.OneOf(
            Gen.Const(UniqueBy.Nothing),
            Manifests.Text.Select(UniqueBy (key) => new UniqueBy.Field(key)),
            inner.Array[0, 2].Select(UniqueBy (members) => new UniqueBy.Any([.. members])),
            inner.Array[0, 2].Select(UniqueBy (members) => new UniqueBy.All([.. members]))));

    private static Gen<string?> MaybeText => Manifests.Optional(Manifests.Text);

    private static Gen<NumberRules> NumberRules => Gen.Select(
        Gen.OneOf<string?>(null, "[0,10]", "(*,5)", "(0.5,*)", "(*,*)"), Gen.Bool, MaybeText, Numbers.Nullable(), (range, integral, units, placeholder) =>
            new NumberRules { Range = range is null ? null : Range<double>(range), Integral = integral, Units = units, Placeholder = placeholder });

    private static Gen<StringRules> StringRules => Gen.Select(MaybeText, Gen.Bool, MaybeText, (pattern, flag, placeholder) => new StringRules
    {
        Pattern = pattern is null ? null : new TextPattern(pattern, pattern),
        Masked = flag,
        Copyable = flag,
        Textarea = flag,
        Placeholder = placeholder,
    });

    private static Gen<EnumRules> EnumRules => Gen.Select(
        Manifests.Text.Array[0, 4], Manifests.Map(Manifests.Text, Manifests.Text), (values, names) =>
            new EnumRules { Values = [.. values.Distinct()], ValueNames = names });

    private static Gen<ObjectRules> ObjectRules(Gen<ConfigSpec> inner) => Gen.Select(inner, MaybeText, Unique, (spec, display, unique) =>
        new ObjectRules { Spec = spec, DisplayAs = display, UniqueBy = unique });

    private static Gen<UnionRules> UnionRules(Gen<ConfigSpec> inner) => Gen.Select(
        Manifests.Map(Manifests.Text, inner), Manifests.Text, MaybeText, Unique, (variants, text, display, unique) => new UnionRules
        {
            Tag = new UnionTag { Id = text, Name = text, Description = display, VariantNames = Named(variants, text) },
            Variants = variants,
            Default = text,
            DisplayAs = display,
            UniqueBy = unique,
        });

    private static IdMap<string> Named(IdMap<ConfigSpec> variants, string name) => new(variants.Keys.Select(key => KeyValuePair.Create(key, name)));

    private static Gen<ValueSpec> Values(Gen<ConfigSpec> inner) => Gen.Select(Kinds(inner), Manifests.Text, MaybeText, (spec, name, description) =>
        spec with { Name = name, Description = description, Warning = description });

    private static Gen<ValueSpec> Kinds(Gen<ConfigSpec> inner) => Gen.OneOf(
        Gen.Bool.Select(ValueSpec (start) => new BooleanSpec { Name = "", Default = start }),
        Gen.Select(Gen.Bool, Numbers.Nullable(), NumberRules, ValueSpec (nullable, start, rules) =>
            new NumberSpec { Name = "", Nullable = nullable, Default = start, Rules = rules }),
        Gen.Select(Gen.Bool, Manifests.Optional(Defaults), StringRules, ValueSpec (nullable, start, rules) =>
            new StringSpec { Name = "", Nullable = nullable, Default = start, Rules = rules }),
        Gen.Select(Manifests.Text, EnumRules, ValueSpec (start, rules) => new EnumSpec { Name = "", Default = start, Rules = rules }),
        Lists(inner),
        ObjectRules(inner).Select(ValueSpec (rules) => new ObjectSpec { Name = "", Rules = rules }),
        UnionRules(inner).Select(ValueSpec (rules) => new UnionSpec { Name = "", Rules = rules }),
        Gen.Select(Manifests.Id, Targets, ValueSpec (package, target) => new PointerSpec { Name = "", PackageId = package, Target = target }));

    private static Gen<PointerTarget> Targets => Gen.Select(Manifests.Id, Gen.Int[0, 3], Gen.Bool, PointerTarget (id, kind, multi) => kind switch
    {
        0 => new PointerTarget.TorAddress(id),
        1 => new PointerTarget.LanAddress(id),
        2 => new PointerTarget.TorKey(id),
        _ => new PointerTarget.Config("$." + id, multi),
    });

    private static Gen<ValueSpec> Lists(Gen<ConfigSpec> inner) => Gen.OneOf(
        List(EnumRules, Manifests.Text.Select(ListDefault (text) => new ListDefault.EnumItem(text))),
        List(NumberRules, Numbers.Select(ListDefault (number) => new ListDefault.NumberItem(number))),
        List(StringRules, Defaults.Select(ListDefault (text) => new ListDefault.StringItem(text))),
        List(ObjectRules(inner), Gen.OneOf("{}", "{\"a\":[1,null]}").Select(ListDefault (json) => new ListDefault.ObjectItem(new JsonValue(json)))),
        List(UnionRules(inner), Manifests.Text.Select(ListDefault (variant) => new ListDefault.UnionItem(variant))));

    private static Gen<ValueSpec> List<T>(Gen<T> rules, Gen<ListDefault> items)
        where T : ElementRules => Gen.Select(rules, items.Array[0, 3], Gen.OneOf("[0,10]", "[1,*)", "(*,5)"), ValueSpec (element, start, range) =>
        new ListSpec { Name = "", Element = element, Range = Range<ulong>(range), Default = [.. start] });

    private static NumericRange<T> Range<T>(string text)
        where T : struct, System.Numerics.INumber<T> =>
        NumericRange<T>.TryParse(text, out var range, out var error) ? range : throw new InvalidOperationException(error);
}
