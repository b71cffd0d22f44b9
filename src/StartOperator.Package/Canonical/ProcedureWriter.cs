using System.Text.Json;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Reading.Procedures;

namespace StartOperator.Package.Canonical;

/// <summary>Writes procedures.</summary>
internal sealed class ProcedureWriter(Utf8JsonWriter json)
{
    public void Write(string key, Procedure procedure) => json.Object(key, () => WriteFields(procedure));

    /// <summary>Writes a procedure's fields into an object that may have others.</summary>
    public void WriteFields(Procedure procedure)
    {
        switch (procedure)
        {
            case DockerProcedure docker:
                WriteDocker(docker);
                break;
            case ScriptProcedure script:
                json.Text("type", "script");
                if (script.Args.Count > 0) json.List("args", script.Args, argument => json.WriteRawValue(argument.Text));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteDocker(DockerProcedure docker)
    {
        json.Text("type", "docker");
        json.Text("image", docker.Image);
        json.Flag("system", docker.System);
        json.Text("entrypoint", docker.Entrypoint);
        json.Texts("args", docker.Args);
        json.Flag("inject", docker.Inject);
        json.Texts("mounts", docker.Mounts);
        if (docker.IoFormat is { } format) json.Text("io-format", Array.Find(ProcedureReader.IoFormats, known => known.Meaning == format).Word);
        json.Text("sigterm-timeout", docker.SigtermTimeout?.ToString());
        if (docker.ShmSizeMb is { } megabytes) json.WriteNumber("shm-size-mb", megabytes);
        json.Flag("gpu-acceleration", docker.GpuAcceleration);
    }
}
