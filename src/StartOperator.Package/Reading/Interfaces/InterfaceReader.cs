using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading.Interfaces;

/// <summary>Reads interfaces (contract: interfaces.md §1).</summary>
internal static class InterfaceReader
{
    public static Interface? Read(Cursor value)
    {
        if (value.Object() is not { } fields) return null;

        var name = fields.Required("name")?.Text(Limits.Name);
        var description = fields.Required("description")?.Text(Limits.LongText);
        var tor = fields.Optional("tor-config");
        var torConfig = tor is null ? null : PortReader.ReadTor(tor);
        var lan = fields.Optional("lan-config");
        var lanConfig = lan is null ? null : PortReader.ReadLan(lan);
        var ui = fields.Required("ui")?.Boolean();
        var protocolList = fields.Required("protocols");
        var protocols = protocolList?.Texts(Limits.Entries, Limits.Name);
        if (protocols is not null)
        {
            var http = protocols.Contains("http");
            if (tor is not null && !protocols.Contains("tcp")) Demand(protocolList!, "'tor-config' needs the protocol tcp", "tcp");
            if (lan is not null && !http) Demand(protocolList!, "'lan-config' needs the protocol http, even for https", "http");
            if (ui == true && !http && !protocols.Contains("https")) Demand(protocolList!, "a page needs the protocol http or https", "http");
        }

        return fields.Finish(() => new Interface
        {
            Name = name!,
            Description = description!,
            TorConfig = torConfig,
            LanConfig = lanConfig,
            Ui = ui!.Value,
            Protocols = [.. protocols!.Distinct(StringComparer.Ordinal)],
        });
    }

    private static void Demand(Cursor protocols, string message, string protocol) => protocols.Error(message, $"add {protocol} to the protocols");
}
