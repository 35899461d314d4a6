using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The value of a tensor of one element, converted to a type of .NET as a cast converts it.</summary>
public static class TensorExtensionMethods
{
    /// <summary>Bytes an element of this type.</summary>
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new NotSupportedException($"There are no tensors of {type} here"),
    };

    public static float ToSingle(this Tensor value) => (float)Real(value);

    public static double ToDouble(this Tensor value) => Real(value);

    public static int ToInt32(this Tensor value) => (int)Integer(value);

    public static long ToInt64(this Tensor value) => Integer(value);

    public static bool ToBoolean(this Tensor value) => Real(value) is not 0;

    private static double Real(Tensor value) => value.dtype switch
    {
        ScalarType.Float32 => value.item<float>(),
        ScalarType.Float64 => value.item<double>(),
        _ => Integer(value),
    };

    private static long Integer(Tensor value) => value.dtype switch
    {
        ScalarType.Byte => value.item<byte>(),
        ScalarType.Int8 => value.item<sbyte>(),
        ScalarType.Int16 => value.item<short>(),
        ScalarType.Int32 => value.item<int>(),
        ScalarType.Int64 => value.item<long>(),
        ScalarType.Float32 => (long)value.item<float>(),
        ScalarType.Float64 => (long)value.item<double>(),
        ScalarType.Bool => value.item<bool>() ? 1 : 0,
        var type => throw new NotSupportedException($"There are no tensors of {type} here"),
    };
}
