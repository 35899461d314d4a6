using System.Buffers;
using System.Buffers.Binary;

namespace Akka.Remote.Tcp;

/// <summary>Cuts a stream into frames. A length is checked against the limit before anything is made room for.</summary>
internal sealed class FrameReader(Stream stream, int maximumFrame, int capacity) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _start;
    private int _end;

    private int Buffered => _end - _start;

    /// <summary>The next frame if all of it is here; it is valid until the next call of any method.</summary>
    /// <exception cref="BadFrameException">Its length is zero, negative or over the limit.</exception>
    public bool TryNext(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (Buffered < Frame.LengthBytes) return false;
        var length = NextLength();
        if (Buffered < Frame.LengthBytes + length) return false;
        frame = _bytes.AsSpan(_start + Frame.LengthBytes, length);
        _start += Frame.LengthBytes + length;
        return true;
    }

    /// <summary>Whether the next frame is begun and too large for the buffer.</summary>
    public bool NextIsLarge => Buffered >= Frame.LengthBytes && Frame.LengthBytes + NextLength() > _bytes.Length;

    /// <summary>How much the peer may still have to send of a large frame before its head can be read.</summary>
    public bool HasLargeHead => Buffered >= Frame.LengthBytes + Frame.MostHeader;

    /// <summary>The length and the first bytes of a large frame.</summary>
    public ReadOnlySpan<byte> LargeHead(out int length)
    {
        length = NextLength();
        return _bytes.AsSpan(_start + Frame.LengthBytes, Math.Min(length, Buffered - Frame.LengthBytes));
    }

    /// <summary>Reads on; false at the stream's end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellation).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Takes the large frame from its byte <paramref name="from"/> on straight into an array of its own.</summary>
    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    public async ValueTask<byte[]> TakeLargeAsync(int from, CancellationToken cancellation)
    {
        var length = NextLength() - from;
        var rest = GC.AllocateUninitializedArray<byte>(length); // filled below, or not given out
        var here = Math.Min(length, Buffered - Frame.LengthBytes - from);
        _bytes.AsSpan(_start + Frame.LengthBytes + from, here).CopyTo(rest);
        _start += Frame.LengthBytes + from + here;
        await stream.ReadExactlyAsync(rest.AsMemory(here), cancellation).ConfigureAwait(false);
        return rest;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
    }

    private int NextLength()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        return length > 0 && length <= maximumFrame ? length : throw new BadFrameException($"a frame of {length} bytes, 1 to {maximumFrame} are allowed");
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start > 0 && _bytes.Length - _end < _bytes.Length / 4)
        {
            _bytes.AsSpan(_start, Buffered).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }
    }
}
