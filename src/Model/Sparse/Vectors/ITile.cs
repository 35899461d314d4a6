namespace FedPrune.Model.Sparse.Vectors;

/// <summary>
/// A few neighbouring vectors that a kernel holds in registers. Tiles are built of <see cref="Tiles{TSimd, TVector}.One"/>
/// and <see cref="Tiles{TSimd, TVector}.Both{TFirst, TSecond}"/>; the runtime takes the structs apart into registers.
/// </summary>
internal unsafe interface ITile<TSelf, TVector>
    where TSelf : unmanaged, ITile<TSelf, TVector>
{
    static abstract int Vectors { get; }

    /// <summary><c>tile = value</c> in every vector.</summary>
    void Fill(TVector value);

    /// <summary><c>tile = from[at…]</c></summary>
    void Load(float* from, int at);

    /// <summary>Asks ahead for what <see cref="Load"/> would read.</summary>
    static abstract void Ask(float* from, int at);

    /// <summary><c>to[at…] = tile</c></summary>
    void Store(float* to, int at);

    /// <summary><c>tile += weight · x[at…]</c></summary>
    void AddProduct(TVector weight, float* x, int at);

    /// <summary><c>Σ tile ∘ x[at…]</c>, vector after vector.</summary>
    TVector Dot(float* x, int at);

    /// <summary><c>sum + Σ tile ∘ x[at…]</c>, vector after vector.</summary>
    TVector AddDot(float* x, int at, TVector sum);

    /// <summary><c>to[at…] += weight · tile</c></summary>
    void AddProductTo(float* to, int at, TVector weight);

    /// <summary><c>tile += other</c></summary>
    void Add(ref TSelf other);

    /// <summary>The sum of the tile's vectors.</summary>
    TVector Total();
}

/// <summary>A kernel that can be run with a tile of any size.</summary>
internal interface ITileKernel<TVector>
{
    void Run<TTile>()
        where TTile : unmanaged, ITile<TTile, TVector>;
}
