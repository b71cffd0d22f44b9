using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Procedures;

public sealed class ProcedureTests
{
    private const string Reset = "implementation: {type: docker, image: main, entrypoint: reset.sh, inject: true, io-format: json}";

    private const string Main = "main:\n  type: docker\n  image: main\n";

    [Fact]
    public void A_docker_procedure_has_all_its_fields()
    {
        var main = NoteKeeper.ShouldBeFine(NoteKeeper.With(Main, Main + "  inject: true\n  shm-size-mb: 256\n  gpu-acceleration: true\n")).Main;
        main.ShouldBe(new DockerProcedure
        {
            Image = "main",
            Entrypoint = "docker_entrypoint.sh",
            Args = ["--port", "8080"],
            Inject = true,
            Mounts = new IdMap<string>([new("main", "/data"), new("tls", "/mnt/tls"), new("wallet", "/mnt/wallet")]),
            IoFormat = IoFormat.Yaml,
            SigtermTimeout = new Duration(60_000_000_000),
            ShmSizeMb = 256,
            GpuAcceleration = true,
        });
    }

    [Fact]
    public void A_script_takes_any_JSON_as_arguments()
    {
        var manifest = NoteKeeper.ShouldBeFine(NoteKeeper.With(Reset, "implementation: {type: script, args: [a, 1, 1.50, ~, true, {b: [c]}, 0x10, 'ü']}"));
        manifest.Actions["reset-password"].Implementation.ShouldBe(new ScriptProcedure
        {
            Args = [new("\"a\""), new("1"), new("1.5"), new("null"), new("true"), new("{\"b\":[\"c\"]}"), new("16"), new("\"ü\"")],
        });
    }

    [Theory]
    [InlineData(".inf")]
    [InlineData("[a, .nan]")]
    public void A_scripts_arguments_must_be_JSON(string argument) =>
        NoteKeeper.Read(NoteKeeper.With(Reset, $"implementation: {{type: script, args: [{argument}]}}")).Diagnostics.ShouldHaveSingleItem().Path
            .ShouldStartWith("actions.reset-password.implementation.args.0");

    [Theory]
    [InlineData("  type: docker\n", "", "main.type")]
    [InlineData("  type: docker\n", "  type: podman\n", "main.type")]
    [InlineData("  type: docker\n", "  type: 5\n", "main.type")]
    public void Without_a_kind_nothing_else_is_judged(string line, string replacement, string path) =>
        NoteKeeper.Finding(NoteKeeper.With(Main, Main.Replace(line, replacement, StringComparison.Ordinal) + "  environment: x\n")).Path
            .ShouldBe(path);

    [Fact]
    public void Main_is_no_script()
    {
        var reading = NoteKeeper.Read(NoteKeeper.With("main:\n  type: docker", "main:\n  type: script"));
        reading.Diagnostics.ShouldContain(finding => finding.Path == "main.type" && finding.Severity == Diagnostics.Severity.Error);
        reading.Diagnostics.Where(finding => finding.Severity == Diagnostics.Severity.Warning).Select(finding => finding.Path)
            .ShouldBe(["main.image", "main.entrypoint", "main.mounts", "main.sigterm-timeout", "main.io-format"]);
    }

    [Fact]
    public void Fields_of_a_docker_procedure_are_unknown_to_a_script() =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With(Reset, "implementation: {type: script, image: main}"), "actions.reset-password.implementation.image");

    [Theory]
    [InlineData("image: main", "", "image")]
    [InlineData("image: main", "image: Main", "image")]
    [InlineData("entrypoint: docker_entrypoint.sh", "", "entrypoint")]
    [InlineData("entrypoint: docker_entrypoint.sh", "entrypoint: [run]", "entrypoint")]
    [InlineData("entrypoint: docker_entrypoint.sh", "entrypoint: \"a\\0b\"", "entrypoint")]
    [InlineData("args: [\"--port\", \"8080\"]", "args: [--port, 8080]", "args.1")]
    [InlineData("args: [\"--port\", \"8080\"]", "args: --port 8080", "args")]
    [InlineData("args: [\"--port\", \"8080\"]", "args: {port: \"8080\"}", "args")]
    [InlineData("args: [\"--port\", \"8080\"]", "args: [\"\\0\"]", "args.0")]
    [InlineData("args: [\"--port\", \"8080\"]", "args: [~]", "args.0")]
    [InlineData("io-format: yaml", "io-format: xml", "io-format")]
    [InlineData("io-format: yaml", "io-format: true", "io-format")]
    [InlineData("io-format: yaml", "system: yes", "system")]
    [InlineData("io-format: yaml", "inject: 1", "inject")]
    [InlineData("io-format: yaml", "gpu-acceleration: \"true\"", "gpu-acceleration")]
    [InlineData("io-format: yaml", "shm-size-mb: 256m", "shm-size-mb")]
    [InlineData("io-format: yaml", "shm-size-mb: -1", "shm-size-mb")]
    [InlineData("io-format: yaml", "shm-size-mb: 4294967296", "shm-size-mb")]
    [InlineData("sigterm-timeout: 60s", "sigterm-timeout: 60", "sigterm-timeout")]
    [InlineData("sigterm-timeout: 60s", "sigterm-timeout: 60 s", "sigterm-timeout")]
    [InlineData("sigterm-timeout: 60s", "sigterm-timeout: 1w", "sigterm-timeout")]
    public void A_field_of_the_wrong_kind_is_an_error(string piece, string replacement, string field) =>
        NoteKeeper.ShouldFailAt(ReplaceFirst(NoteKeeper.Text, "  " + piece + "\n", replacement.Length == 0 ? "" : "  " + replacement + "\n"), "main." + field);

    [Theory]
    [InlineData("main", false)]
    [InlineData("duplicity", false)]
    [InlineData("compat", true)]
    [InlineData("utils", true)]
    public void A_system_image_is_compat_or_utils(string image, bool fine)
    {
        var text = NoteKeeper.With("properties:\n  type: docker\n  image: compat", $"properties:\n  type: docker\n  image: {image}");
        if (fine) NoteKeeper.ShouldBeFine(text);
        else NoteKeeper.ShouldFailAt(text, "properties.image");
    }

    [Fact]
    public void An_empty_entrypoint_and_an_injected_main_are_not_rejected() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("entrypoint: docker_entrypoint.sh", "entrypoint: \"\"\n  inject: true"));

    [Theory]
    [InlineData("config_spec.yaml]\n    mounts: {compat: /mnt/assets, main: /root}\n", "    io-format: yaml", "config.get.io-format")]
    [InlineData("args: [properties, /root]\n  mounts: {main: /root}\n", "  io-format: yaml", "properties.io-format")]
    [InlineData("inject: true", ", io-format: json", "actions.reset-password.implementation.io-format")]
    [InlineData("args: [noop]", ", io-format: json", "migrations.from.*.io-format")]
    [InlineData("args: [down]", ", io-format: json", "migrations.to.*.io-format")]
    public void Where_StartOS_reads_the_output_its_format_must_be_given(string before, string format, string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(before + format, before), path);

    [Fact]
    public void Elsewhere_the_format_is_optional()
    {
        NoteKeeper.ShouldBeFine(NoteKeeper.With("    io-format: json\n    timeout: 10s", "    timeout: 10s"));
        NoteKeeper.ShouldBeFine(NoteKeeper.With("  sigterm-timeout: 60s\n  io-format: yaml\n", "  sigterm-timeout: 60s\n"));
    }

    [Theory]
    [InlineData("500ms", "500 ns")]
    [InlineData("1500us", "1500 ns")]
    public void A_duration_that_StartOS_misreads_is_a_warning(string duration, string reading) =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With("sigterm-timeout: 60s", $"sigterm-timeout: {duration}"), "main.sigterm-timeout").Message
            .ShouldContain(reading);

    [Theory]
    [InlineData("2000ms")]
    [InlineData("0.5s")]
    [InlineData("500.0ms")]
    public void A_duration_that_StartOS_reads_well_is_fine(string duration) =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("sigterm-timeout: 60s", $"sigterm-timeout: {duration}"));

    private static string ReplaceFirst(string text, string piece, string replacement)
    {
        var at = text.IndexOf(piece, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        return text[..at] + replacement + text[(at + piece.Length)..];
    }
}
