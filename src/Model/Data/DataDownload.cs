using System.Security.Cryptography;

namespace FedPrune.Model.Data;

/// <summary>How far the download of a file is.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">Bytes that have come.</param>
/// <param name="Total">Bytes that will come; null where the server does not say.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long? Total);

/// <summary>
/// Downloads files and keeps those whose content has the known SHA-256. A file appears under its name only when it is whole
/// and checked.
/// </summary>
/// <param name="client">Its own time-out covers the answer's headers only.</param>
/// <param name="stallLimit">How long no byte may come; 30 s if null.</param>
public sealed class DataDownload(HttpClient client, TimeSpan? stallLimit = null)
{
    private const int BufferBytes = 1 << 16;

    private readonly TimeSpan _stallLimit = stallLimit ?? TimeSpan.FromSeconds(30);

    /// <summary>Downloads one file into a folder, which is made if need be.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or does not have it.</exception>
    /// <exception cref="IOException">The connection broke, or the file cannot be written.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    /// <exception cref="InvalidDataSetException">What came is not the known file; it is deleted.</exception>
    public async Task FetchAsync(
        Uri address, KnownFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var part = Path.Combine(folder, $"{file.Name}.{Path.GetRandomFileName()}.part"); // two processes may fetch at once
        try
        {
            await SaveAsync(address, file, part, progress, cancellation);
            Check(file, part);
            File.Move(part, Path.Combine(folder, file.Name), overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task SaveAsync(
        Uri address, KnownFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            patience.CancelAfter(_stallLimit);
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            answer.EnsureSuccessStatusCode();
            await using var from = await answer.Content.ReadAsStreamAsync(patience.Token);
            await using var to = File.Create(path);
            await CopyAsync(from, to, file, answer.Content.Headers.ContentLength, progress, patience);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {_stallLimit.TotalSeconds} s", e);
        }
    }

    private async Task CopyAsync(
        Stream from, Stream to, KnownFile file, long? total, IProgress<DownloadProgress>? progress, CancellationTokenSource patience)
    {
        var buffer = new byte[BufferBytes];
        long bytes = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, patience.Token)) > 0)
        {
            patience.CancelAfter(_stallLimit);
            await to.WriteAsync(buffer.AsMemory(0, read), patience.Token);
            bytes += read;
            progress?.Report(new DownloadProgress(file.Name, bytes, total));
            if (bytes > file.Length + BufferBytes) // gzip never makes a file that much longer
                throw new IOException($"more than {bytes} bytes came, the file has at most {file.Length}");
        }
    }

    private static void Check(KnownFile file, string path)
    {
        try
        {
            var found = ContentHash(path, file.Length);
            if (found != file.Sha256)
            {
                throw new InvalidDataSetException(
                    $"what came is not the known {file.Name}: SHA-256 of its content is {found}, expected {file.Sha256}");
            }
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataSetException($"what came is not the known {file.Name}: it begins like gzip but cannot be decoded", e);
        }
    }

    /// <summary>SHA-256 of the decompressed content, or of its beginning where it is longer than it should be.</summary>
    private static string ContentHash(string path, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var content = DataFile.Open(path);
        var buffer = new byte[BufferBytes];
        for (long bytes = 0; bytes <= length && content.Read(buffer) is > 0 and var read; bytes += read)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
