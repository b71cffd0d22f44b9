using System.Formats.Cbor;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Reading.Procedures;

namespace StartOperator.Package.Packed;

/// <summary>Writes procedures.</summary>
internal sealed class PackedProcedureWriter(CborWriter cbor)
{
    private const int DockerFields = 11;
    private const int ScriptFields = 2;

    public void Write(Procedure procedure) =>
        cbor.Map(procedure is DockerProcedure ? DockerFields : ScriptFields, () => WriteFields(procedure));

    /// <summary>Writes a procedure's fields into a map that has others.</summary>
    public void WriteFields(Procedure procedure)
    {
        switch (procedure)
        {
            case DockerProcedure docker:
                WriteDocker(docker);
                break;
            case ScriptProcedure script:
                cbor.Text("type", "script");
                cbor.Field("args", () => cbor.List(script.Args, cbor.Json));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteDocker(DockerProcedure docker)
    {
        cbor.Text("type", "docker");
        cbor.Text("image", docker.Image);
        cbor.Flag("system", docker.System);
        cbor.Text("entrypoint", docker.Entrypoint);
        cbor.Texts("args", docker.Args);
        cbor.Flag("inject", docker.Inject);
        cbor.Texts("mounts", docker.Mounts);
        cbor.Text("io-format", docker.IoFormat is { } format ? Array.Find(ProcedureReader.IoFormats, known => known.Meaning == format).Word : null);
        cbor.Text("sigterm-timeout", docker.SigtermTimeout?.ToString());
        cbor.Whole("shm-size-mb", docker.ShmSizeMb);
        cbor.Flag("gpu-acceleration", docker.GpuAcceleration);
    }
}
