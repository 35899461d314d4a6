namespace TorchSharp;

/// <summary>Where a tensor lives. Only <see cref="CPU"/> is served here.</summary>
public enum DeviceType
{
    CPU = 0,
}

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly ScalarType uint8 = ScalarType.Byte;
    public static readonly ScalarType int8 = ScalarType.Int8;
    public static readonly ScalarType int16 = ScalarType.Int16;
    public static readonly ScalarType int32 = ScalarType.Int32;
    public static readonly ScalarType int64 = ScalarType.Int64;
    public static readonly ScalarType float32 = ScalarType.Float32;
    public static readonly ScalarType float64 = ScalarType.Float64;
    public static readonly ScalarType @bool = ScalarType.Bool;

    /// <summary>Element types, numbered as libtorch numbers them.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
    }

    private static ScalarType ElementType(Type? type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Boolean => ScalarType.Bool,
        _ => throw new NotSupportedException(
            $"Tensors have no elements of type {type}; use byte, sbyte, short, int, long, float, double or bool"),
    };

    /// <summary>A device by kind and number.</summary>
    public sealed class Device(DeviceType deviceType, int index = -1)
    {
        public DeviceType type { get; } = deviceType;

        public int index { get; } = index;

        public override string ToString() => index < 0 ? "cpu" : $"cpu:{index}";
    }
}
