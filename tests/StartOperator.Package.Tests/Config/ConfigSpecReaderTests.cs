using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Tests.Config;

public sealed class ConfigSpecReaderTests
{
    [Fact]
    public void The_worked_example_reads_without_a_finding()
    {
        var reading = ConfigSpecReader.ReadFile(Path.Combine(NoteKeeper.Folder, "assets/compat/config_spec.yaml"));
        reading.Diagnostics.ShouldBeEmpty();
        reading.Spec!.Fields.Select(field => field.Key).ShouldBe(["address", "password", "backend", "users"]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error() =>
        ConfigSpecReader.ReadFile("/no/config_spec.yaml").Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("can't be read");

    [Fact]
    public void A_boolean_has_a_default() =>
        Value("{type: boolean, name: A, default: true, description: B, warning: C}")
            .ShouldBe(new BooleanSpec { Name = "A", Default = true, Description = "B", Warning = "C" });

    [Fact]
    public void A_number_has_a_range() => Value("""
        type: number
        name: A
        nullable: true
        default: 1.5
        range: "[ 0, 1e3 )"
        integral: true
        units: MB
        placeholder: 7
        """).ShouldBe(new NumberSpec
    {
        Name = "A",
        Nullable = true,
        Default = 1.5,
        Rules = new NumberRules { Range = new NumericRange<double>(new(0, true), new(1000, false)), Integral = true, Units = "MB", Placeholder = 7 },
    });

    [Fact]
    public void A_string_has_a_pattern() => Value("""
        type: string
        name: A
        nullable: false
        default: x
        pattern: '^a(?=b)'
        pattern-description: B
        masked: true
        copyable: true
        textarea: true
        placeholder: p
        """).ShouldBe(new StringSpec
    {
        Name = "A",
        Nullable = false,
        Default = new StringDefault.Literal("x"),
        Rules = new StringRules { Pattern = new TextPattern("^a(?=b)", "B"), Masked = true, Copyable = true, Textarea = true, Placeholder = "p" },
    });

    [Theory]
    [InlineData("{len: 22, charset: 'a-z,0-9'}", 22u, "a-z,0-9")]
    [InlineData("{len: 0}", 0u, null)]
    public void A_string_may_start_at_random(string start, uint length, string? charset) =>
        Value($"{{type: string, name: A, nullable: false, default: {start}}}").ShouldBeOfType<StringSpec>().Default
            .ShouldBeOfType<StringDefault.Entropy>().ShouldSatisfyAllConditions(
                entropy => entropy.Length.ShouldBe(length),
                entropy => (entropy.Charset?.Text).ShouldBe(charset));

    [Fact]
    public void An_enumeration_names_its_values() => Value("{type: enum, name: A, values: [b, a, b], value-names: {a: Aa, c: Cc}, default: z}")
        .ShouldBe(new EnumSpec
        {
            Name = "A",
            Default = "z",
            Rules = new EnumRules { Values = ["b", "a"], ValueNames = new IdMap<string>([new("a", "Aa"), new("c", "Cc")]) },
        });

    [Fact]
    public void An_object_has_fields()
    {
        var inner = Value("""
            type: object
            name: A
            display-as: '{{x}}'
            unique-by: {any: [x, ~, {all: []}]}
            spec: {x: {type: boolean, name: X, default: false}}
            """).ShouldBeOfType<ObjectSpec>().Rules;
        inner.DisplayAs.ShouldBe("{{x}}");
        inner.UniqueBy.ShouldBe(new UniqueBy.Any([new UniqueBy.Field("x"), UniqueBy.Nothing, new UniqueBy.All([])]));
        inner.Spec.TryGetField("x", out var field).ShouldBeTrue();
        field.ShouldBeOfType<BooleanSpec>();
        inner.Spec.TryGetField("y", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_union_has_a_tag_whose_names_are_completed_until_there_are_as_many_as_variants()
    {
        var union = Union("{id: t, name: T, description: D, variant-names: {c: Cc}}", "{c: {}, b: {}, a: {}}");
        union.Tag.ShouldBe(new UnionTag
        {
            Id = "t",
            Name = "T",
            Description = "D",
            VariantNames = new IdMap<string>([new("a", "a"), new("b", "b"), new("c", "Cc")]),
        });
        union.Default.ShouldBe("b");
        union.Variants.Keys.ShouldBe(["a", "b", "c"]);

        Union("{id: t, name: T, variant-names: {x: X}}", "{a: {}, b: {}}").Tag.VariantNames.Keys.ShouldBe(["a", "x"]);
    }

    [Fact]
    public void A_union_may_have_a_bare_tag() =>
        Value("{type: union, name: A, tag: t, variants: {a: {}}, default: a}").ShouldBeOfType<UnionSpec>().Rules.Tag
            .ShouldBe(new UnionTag { Id = "t", Name = "t", VariantNames = new IdMap<string>([new("a", "a")]) });

    [Theory]
    [InlineData("enum", "{values: [a]}", "[a]")]
    [InlineData("number", "{range: '[0,1]', integral: true}", "[0, 0.5]")]
    [InlineData("string", "{masked: true}", "[a, {len: 3}]")]
    [InlineData("object", "{spec: {}}", "[{b: 1, a: ~}]")]
    [InlineData("union", "{tag: t, variants: {a: {}}, default: a}", "[a, b]")]
    public void A_list_has_items_of_one_kind(string subtype, string spec, string start)
    {
        var list = Value($"{{type: list, name: A, subtype: {subtype}, range: '(0,*)', default: {start}, spec: {spec}}}").ShouldBeOfType<ListSpec>();
        list.Range.ShouldBe(new NumericRange<ulong>(new(0, false), null));
        list.Default.ShouldNotBeEmpty();
        list.Element.GetType().Name.ShouldBe(subtype[..1].ToUpperInvariant() + subtype[1..] + "Rules");
    }

    [Theory]
    [InlineData("target: tor-address, interface: web")]
    [InlineData("target: lan-address, interface: web")]
    [InlineData("target: tor-key, interface: web")]
    [InlineData("target: config, selector: '$.users[?(@.name == \"lnd\")].password', multi: false")]
    public void A_pointer_has_a_target(string target) =>
        Value($"{{type: pointer, name: A, subtype: package, package-id: p, {target}}}").ShouldBeOfType<PointerSpec>().PackageId.ShouldBe("p");

    [Theory]
    [InlineData("{name: A}", "type")]
    [InlineData("{type: bool, name: A, foo: 1}", "type")]
    [InlineData("{type: boolean, default: true}", "name")]
    [InlineData("{type: boolean, name: A}", "default")]
    [InlineData("{type: boolean, name: A, default: ~}", "default")]
    [InlineData("{type: boolean, name: A, default: 'true'}", "default")]
    [InlineData("{type: number, name: A}", "nullable")]
    [InlineData("{type: number, name: A, nullable: true, default: '5'}", "default")]
    [InlineData("{type: number, name: A, nullable: true, default: .inf}", "default")]
    [InlineData("{type: number, name: A, nullable: true, range: 0..5}", "range")]
    [InlineData("{type: number, name: A, nullable: true, range: '[*,5)'}", "range")]
    [InlineData("{type: number, name: A, nullable: true, range: '[0,5'}", "range")]
    [InlineData("{type: string, name: A}", "nullable")]
    [InlineData("{type: string, name: A, nullable: false, masked: ~}", "masked")]
    [InlineData("{type: string, name: A, nullable: false, copyable: ~}", "copyable")]
    [InlineData("{type: string, name: A, nullable: false, textarea: ~}", "textarea")]
    [InlineData("{type: string, name: A, nullable: false, pattern: a}", "pattern-description")]
    [InlineData("{type: string, name: A, nullable: false, pattern-description: a}", "pattern")]
    [InlineData("{type: string, name: A, nullable: false, default: 5}", "default")]
    [InlineData("{type: string, name: A, nullable: false, default: {charset: a}}", "default.len")]
    [InlineData("{type: string, name: A, nullable: false, default: {len: -1}}", "default.len")]
    [InlineData("{type: string, name: A, nullable: false, default: {len: 1, charset: ab}}", "default.charset")]
    [InlineData("{type: enum, name: A, default: a}", "values")]
    [InlineData("{type: enum, name: A, values: [a]}", "default")]
    [InlineData("{type: enum, name: A, values: [1], default: a}", "values.0")]
    [InlineData("{type: enum, name: A, values: [a], value-names: [a], default: a}", "value-names")]
    [InlineData("{type: list, name: A, subtype: list, range: '[0,1]', default: [], spec: {}}", "subtype")]
    [InlineData("{type: list, name: A, subtype: boolean, range: '[0,1]', default: [], spec: {}}", "subtype")]
    [InlineData("{type: list, name: A, subtype: string, default: [], spec: {}}", "range")]
    [InlineData("{type: list, name: A, subtype: string, range: '[-1,1]', default: [], spec: {}}", "range")]
    [InlineData("{type: list, name: A, subtype: string, range: '[0,1.5]', default: [], spec: {}}", "range")]
    [InlineData("{type: list, name: A, subtype: string, range: '[0,1]', spec: {}}", "default")]
    [InlineData("{type: list, name: A, subtype: string, range: '[0,1]', default: []}", "spec")]
    [InlineData("{type: list, name: A, subtype: string, range: '[0,1]', default: [1], spec: {}}", "default.0")]
    [InlineData("{type: list, name: A, subtype: number, range: '[0,1]', default: [a], spec: {}}", "default.0")]
    [InlineData("{type: list, name: A, subtype: object, range: '[0,1]', default: [a], spec: {spec: {}}}", "default.0")]
    [InlineData("{type: list, name: A, subtype: union, range: '[0,1]', default: [], spec: {tag: t, variants: {}}}", "spec.default")]
    [InlineData("{type: list, name: A, subtype: enum, range: '[0,1]', default: [], spec: {}}", "spec.values")]
    [InlineData("{type: object, name: A}", "spec")]
    [InlineData("{type: object, name: A, spec: []}", "spec")]
    [InlineData("{type: object, name: A, spec: {x: {type: boolean, name: X}}}", "spec.x.default")]
    [InlineData("{type: object, name: A, spec: {}, unique-by: 5}", "unique-by")]
    [InlineData("{type: object, name: A, spec: {}, unique-by: {}}", "unique-by")]
    [InlineData("{type: object, name: A, spec: {}, unique-by: {any: [], all: []}}", "unique-by")]
    [InlineData("{type: object, name: A, spec: {}, unique-by: {any: x}}", "unique-by.any")]
    [InlineData("{type: union, name: A, variants: {}, default: a}", "tag")]
    [InlineData("{type: union, name: A, tag: {id: a, name: b}, variants: {}, default: a}", "tag.variant-names")]
    [InlineData("{type: union, name: A, tag: {name: b, variant-names: {}}, variants: {}, default: a}", "tag.id")]
    [InlineData("{type: union, name: A, tag: {id: a, variant-names: {}}, variants: {}, default: a}", "tag.name")]
    [InlineData("{type: union, name: A, tag: t, default: a}", "variants")]
    [InlineData("{type: union, name: A, tag: t, variants: {}}", "default")]
    [InlineData("{type: union, name: A, tag: t, variants: {a: {x: {type: boolean, default: true}}}, default: a}", "variants.a.x.name")]
    [InlineData("{type: pointer, name: A, subtype: app, package-id: p, target: config, selector: $, multi: true}", "subtype")]
    [InlineData("{type: pointer, name: A, subtype: system, package-id: p, target: config, selector: $, multi: true}", "subtype")]
    [InlineData("{type: pointer, name: A, package-id: p, target: config, selector: $, multi: true}", "subtype")]
    [InlineData("{type: pointer, name: A, subtype: package, target: config, selector: $, multi: true}", "package-id")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p}", "target")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p, target: ip}", "target")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p, target: tor-key}", "interface")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p, target: config, multi: true}", "selector")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p, target: config, selector: rpc.username, multi: true}", "selector")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p, target: config, selector: $}", "multi")]
    public void What_StartOS_does_not_load_is_one_error(string value, string path)
    {
        var reading = Read(value);
        reading.Spec.ShouldBeNull();
        reading.HasErrors.ShouldBeTrue();
        var finding = reading.Diagnostics.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Error);
        finding.Path.ShouldBe("key." + path);
    }

    [Theory]
    [InlineData("{type: object, name: A, spec: {}, nullable: true}", "nullable")]
    [InlineData("{type: object, name: A, spec: {}, default: {}}", "default")]
    [InlineData("{type: number, name: A, nullable: true, changeWarning: x}", "changeWarning")]
    [InlineData("{type: pointer, name: A, subtype: package, package-id: p, target: tor-key, interface: i, multi: true}", "multi")]
    [InlineData("{type: list, name: A, subtype: string, range: '[0,1]', default: [], spec: {nullable: true}}", "spec.nullable")]
    public void What_StartOS_ignores_is_a_warning(string value, string path)
    {
        var finding = Read(value).Diagnostics.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Path.ShouldBe("key." + path);
    }

    [Fact]
    public void Keys_are_free_text_and_keep_their_order() =>
        ConfigSpecReader.ReadText("{Z z: &b {type: boolean, name: A, default: true}, '1': *b, a.b: *b}", DocumentFormat.Yaml, "s").Spec!.Fields.Select(field => field.Key).ShouldBe(["Z z", "1", "a.b"]);

    private static ValueSpec Value(string value)
    {
        var reading = Read(value);
        reading.Diagnostics.ShouldBeEmpty();
        return reading.Spec!.Fields.ShouldHaveSingleItem().Value;
    }

    private static UnionRules Union(string tag, string variants) =>
        Value($"{{type: union, name: A, tag: {tag}, variants: {variants}, default: b}}").ShouldBeOfType<UnionSpec>().Rules;

    private static ConfigSpecReading Read(string value) =>
        ConfigSpecReader.ReadText("key:\n  " + value.ReplaceLineEndings("\n  "), DocumentFormat.Yaml, "spec");
}
