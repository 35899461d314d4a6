using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Tcp;

/// <summary>Collects frames in one pooled buffer, so that many messages go out with one write. A large payload is not copied: it follows the buffer.</summary>
internal sealed class FrameWriter(ExtendedActorSystem system, Information local, int maximumFrame) : IDisposable
{
    private const int Capacity = 128 * 1024;
    private const int Full = Capacity - (2 * Frame.MostHeader) - LargePayload;
    private const int LargePayload = 16 * 1024;
    private const int SenderSlots = 256;

    private readonly (IActorRef Reference, byte[] Path)[] _senders = new (IActorRef, byte[])[SenderSlots];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Capacity);
    private int _count;

    /// <summary>What is to be written first.</summary>
    public ReadOnlyMemory<byte> Collected => _bytes.AsMemory(0, _count);

    /// <summary>What is to be written after <see cref="Collected"/>; null if nothing is.</summary>
    public byte[] LargeTail { get; private set; }

    public bool IsEmpty => _count == 0;

    public bool IsFull => LargeTail is not null || _count >= Full;

    public void Clear()
    {
        _count = 0;
        LargeTail = null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Adds a message; <paramref name="number"/> is 0 for one of an actor.</summary>
    /// <exception cref="OversizedPayloadException">The frame would be larger than allowed; nothing was added.</exception>
    public void Add(in Outgoing outgoing, long number)
    {
        var (payload, serializer, manifest) = Serialize(outgoing.Message);
        var start = _count;
        try
        {
            var at = start + Frame.LengthBytes;
            _bytes[at++] = (byte)(number == 0 ? FrameKind.Message : FrameKind.SystemMessage);
            if (number != 0) at = Write(number, at);
            at = Write(outgoing.Recipient.PathBytes, at, start);
            at = Write(PathOf(outgoing.Sender), at, start);
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), serializer);
            at = Write(manifest, at + sizeof(int), start);
            Finish(outgoing, payload, at);
        }
        catch
        {
            _count = start;
            throw;
        }
    }

    public void Add(FrameKind kind, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_count), 1 + body.Length);
        _bytes[_count + Frame.LengthBytes] = (byte)kind;
        body.CopyTo(_bytes.AsSpan(_count + Frame.LengthBytes + 1));
        _count += Frame.LengthBytes + 1 + body.Length;
    }

    public void Add(FrameKind kind, long number)
    {
        Span<byte> body = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(body, number);
        Add(kind, body);
    }

    private void Finish(in Outgoing outgoing, byte[] payload, int at)
    {
        var frame = at - _count - Frame.LengthBytes + payload.Length;
        if (frame > maximumFrame) throw new OversizedPayloadException(outgoing, maximumFrame, frame);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_count), frame);
        _count = at;
        if (payload.Length >= LargePayload)
        {
            LargeTail = payload;
            return;
        }

        payload.CopyTo(_bytes.AsSpan(at));
        _count += payload.Length;
    }

    private (byte[] Payload, int Serializer, string Manifest) Serialize(object message)
    {
        var before = Akka.Serialization.Serialization.SwapTransport(local);
        try
        {
            var serializer = system.Serialization.FindSerializerFor(message);
            var payload = serializer.ToBinary(message);
            return (payload, serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, message));
        }
        finally
        {
            Akka.Serialization.Serialization.SwapTransport(before);
        }
    }

    private byte[] PathOf(IActorRef sender)
    {
        if (sender is null) return [];
        if (sender is RemoteActorRef remote) return remote.PathBytes;
        if (sender is not LocalActorRef) return SerializedPath(sender);
        ref var slot = ref _senders[(uint)System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(sender) % SenderSlots];
        if (!ReferenceEquals(slot.Reference, sender)) slot = (sender, SerializedPath(sender));
        return slot.Path;
    }

    private byte[] SerializedPath(IActorRef sender) => Encoding.UTF8.GetBytes(sender.Path.ToSerializationFormatWithAddress(local.Address));

    private int Write(long number, int at)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at), number);
        return at + sizeof(long);
    }

    private int Write(byte[] text, int at, int start)
    {
        CheckHeader(at + text.Length - start);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(at), (ushort)text.Length);
        text.CopyTo(_bytes.AsSpan(at + sizeof(ushort)));
        return at + sizeof(ushort) + text.Length;
    }

    private int Write(string text, int at, int start)
    {
        CheckHeader(at + Encoding.UTF8.GetMaxByteCount(text.Length) - start);
        var length = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(at + sizeof(ushort)));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(at), (ushort)length);
        return at + sizeof(ushort) + length;
    }

    private static void CheckHeader(int bytes)
    {
        if (bytes > Frame.MostHeader - 16) throw new SerializationException($"The paths and the manifest of a message take {bytes} bytes, more than {Frame.MostHeader - 16}");
    }
}

/// <summary>A message larger than <c>maximum-frame-size</c>: it is logged and dropped, and the association goes on.</summary>
internal sealed class OversizedPayloadException(in Outgoing outgoing, int allowed, int actual) : Exception(
    $"Discarding oversized payload sent to {outgoing.Recipient}: max allowed size {allowed} bytes, actual size of encoded {outgoing.Message.GetType()} was {actual} bytes.");
