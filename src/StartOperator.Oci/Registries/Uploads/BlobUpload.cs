using System.Globalization;
using System.Net;
using StartOperator.Oci.Content;

namespace StartOperator.Oci.Registries.Uploads;

/// <summary>
/// Brings one blob into one repository: taken over from another repository of the registry where that can be done, else sent, in pieces when it is
/// large. What broke off goes on where the registry says that it stopped, also in the next run; where it does not say, from the start.
/// </summary>
internal sealed class BlobUpload : IDisposable
{
    private readonly Repository _repository;
    private readonly OciBlob _blob;
    private readonly Action<long> _moved;
    private readonly BlobReader _reader;
    private readonly string _key;
    private long _reported;
    private long _furthest;

    /// <param name="repository">Where to.</param>
    /// <param name="blob">What.</param>
    /// <param name="moved">Is told how many bytes went out; fewer than none when some have to go out again.</param>
    public BlobUpload(Repository repository, OciBlob blob, Action<long> moved)
    {
        (_repository, _blob, _moved, _reader) = (repository, blob, moved, new BlobReader(blob));
        _key = $"{repository.FullName}@{blob.Digest}";
    }

    private RegistryConnection Connection => _repository.Connection;

    private RegistryOptions Options => Connection.Options;

    private RegistryScope Scope => new(_repository.Name, Writes: true);

    /// <summary>Brings the blob there.</summary>
    /// <param name="source">Another repository of the registry that has it; null when none is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryFault">It can't be done.</exception>
    /// <exception cref="InvalidDataException">The blob is no longer what its digest says.</exception>
    public async Task<BlobArrival> RunAsync(Repository? source, CancellationToken cancellationToken)
    {
        var session = source is null ? null : await MountAsync(source, cancellationToken);
        if (session is { IsMounted: true }) return BlobArrival.Mounted;

        session ??= Options.Journal.Find(_key) is { } location ? await AskAsync(location, cancellationToken) : null;
        for (var attempt = 1; ; attempt++)
        {
            var before = _furthest;
            RegistryFault? fault = null;
            try
            {
                session ??= await StartAsync(cancellationToken);
                fault = await SendAsync(session, cancellationToken);
                if (fault is null) return BlobArrival.Pushed;
            }
            catch (RegistryFault passing) when (passing.MayPass)
            {
                fault = passing;
            }

            // Whoever gets on does not give up.
            attempt = _furthest > before ? 1 : attempt;
            if (attempt >= Options.Tries) throw fault;

            await Options.Pause(RegistryConnection.BackOff(attempt), cancellationToken);
            session = session is null ? null : await AskAsync(session.Location, cancellationToken);
        }
    }

    public void Dispose() => _reader.Dispose();

    private async Task<UploadSession?> MountAsync(Repository source, CancellationToken cancellationToken)
    {
        var address = _repository.At($"blobs/uploads/?mount={_blob.Digest}&from={Uri.EscapeDataString(source.Name)}");
        var request = new RegistryRequest(HttpMethod.Post, address, Scope with { Source = source.Name }) { Body = _ => new ByteArrayContent([]) };
        using var response = await Connection.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Created)
        {
            _repository.CheckEcho(response, _blob);
            return new UploadSession(address, 0) { IsMounted = true };
        }

        return response.StatusCode == HttpStatusCode.Accepted ? Session(response, address, 0) : null;
    }

    private async Task<UploadSession> StartAsync(CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Post, _repository.At("blobs/uploads/"), Scope) { Body = _ => new ByteArrayContent([]) };
        using var response = await Connection.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted) throw await _repository.FaultAsync(response, "push", cancellationToken);

        return Session(response, request.Address, 0)
            ?? throw new RegistryFault(_repository.FullName, "the registry does not say where to send a layer", "see whether this is a registry, and takes OCI images");
    }

    /// <summary>Asks how much of a transfer has arrived; null when the registry knows nothing of it.</summary>
    private async Task<UploadSession?> AskAsync(Uri location, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Connection.SendAsync(new RegistryRequest(HttpMethod.Get, location, Scope) { Tries = 2 }, cancellationToken);
            if (response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.OK && ArrivedOf(response) is { } arrived && arrived <= _blob.Length)
                return Session(response, location, arrived) ?? new UploadSession(location, arrived);
        }
        catch (RegistryFault)
        {
            // Then it begins anew; if the registry can't be reached at all, that will show.
        }

        Options.Journal.Forget(_key);
        return null;
    }

    /// <summary>Sends all that is missing.</summary>
    /// <returns>Why it may go better the next time; null when the blob is there.</returns>
    private async Task<RegistryFault?> SendAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (session.Offset == 0 && (_blob.Length <= Piece(session) || !_repository.TakesPieces)) return await FinishAsync(session, withBody: true, cancellationToken);

        while (session.Offset < _blob.Length)
        {
            var length = Math.Min(Piece(session), _blob.Length - session.Offset);
            if (await SendPieceAsync(session, length, cancellationToken) is { } fault) return fault;
        }

        return await FinishAsync(session, withBody: false, cancellationToken);
    }

    private async Task<RegistryFault?> SendPieceAsync(UploadSession session, long length, CancellationToken cancellationToken)
    {
        var start = session.Offset;
        var request = new RegistryRequest(HttpMethod.Patch, session.Location, Scope) { Tries = 1, Body = watch => Body(start, length, watch, Options.CommitPatience) };
        using var response = await Connection.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Accepted)
        {
            var next = Session(response, session.Location, ArrivedOf(response) ?? start + length);
            session.GoOn(next?.Location ?? session.Location, next?.Offset ?? start + length);
            Options.Journal.Remember(_key, session.Location);
            return session.Offset > start ? null : new RegistryFault(_repository.FullName, "the registry takes a layer's pieces, and keeps nothing of them", "look into the registry's log");
        }

        var fault = await _repository.FaultAsync(response, "push a layer", cancellationToken);
        if (start == 0 && (int)response.StatusCode is >= 400 and < 500 and not (401 or 403 or 408 or 413 or 429))
        {
            // Not every registry takes pieces, or pieces of any size.
            _repository.TakesPieces = false;
            return fault;
        }

        return MayPass(response) ? fault : throw fault;
    }

    private async Task<RegistryFault?> FinishAsync(UploadSession session, bool withBody, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Put, session.WithDigest(_blob.Digest), Scope)
        {
            Tries = 1,
            Body = watch => withBody ? Body(0, _blob.Length, watch, Options.CommitPatience) : Body(_blob.Length, 0, watch, Options.CommitPatience),
        };
        using var response = await Connection.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            _repository.CheckEcho(response, _blob);
            Options.Journal.Forget(_key);
            return null;
        }

        Options.Journal.Forget(_key);
        var fault = await _repository.FaultAsync(response, "push a layer", cancellationToken);
        return MayPass(response) || !withBody ? fault : throw fault;
    }

    private BlobBody Body(long start, long length, SendWatch watch, TimeSpan patienceAfterwards)
    {
        Report(start);
        if (length == 0) watch.Moved(patienceAfterwards);
        return new BlobBody(_reader, start, length, watch, patienceAfterwards, Report);
    }

    private void Report(long position)
    {
        _moved(position - _reported);
        _reported = position;
        _furthest = Math.Max(_furthest, position);
    }

    private long Piece(UploadSession session) => Math.Max(Options.Piece, session.LeastPiece);

    private static bool MayPass(HttpResponseMessage response) =>
        RegistryConnection.IsPassing(response.StatusCode) || response.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable;

    private UploadSession? Session(HttpResponseMessage response, Uri asked, long offset) => response.Headers.Location is { } location
        ? new UploadSession(Connection.Safe(new Uri(asked, location)), offset) { LeastPiece = UploadSession.LeastPieceOf(response) }
        : null;

    /// <summary>How many bytes have arrived, by the header <c>Range: 0-LAST</c>; a transfer without any has <c>0-0</c>.</summary>
    private static long? ArrivedOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Range", out var ranges)) return null;

        var range = ranges.First().Replace("bytes=", "", StringComparison.OrdinalIgnoreCase);
        return range.StartsWith("0-", StringComparison.Ordinal) && long.TryParse(range.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? last == 0 ? 0 : last + 1
            : null;
    }
}

/// <summary>How a blob came into a repository.</summary>
public enum BlobArrival
{
    /// <summary>It was there.</summary>
    Present,

    /// <summary>The registry took it over from another repository.</summary>
    Mounted,

    /// <summary>It was sent.</summary>
    Pushed,
}
