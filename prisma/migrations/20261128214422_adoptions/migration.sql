-- CreateEnum
CREATE TYPE "AdoptionState" AS ENUM ('planning', 'planned', 'failed', 'carrying_out', 'merge_conflict', 'carried_out');

-- CreateTable
CREATE TABLE "Adoption" (
    "id" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "state" "AdoptionState" NOT NULL DEFAULT 'planning',
    "failure" TEXT,
    "note" TEXT,
    "plan" JSONB,
    "buildId" TEXT,
    "commitSha" TEXT,
    "conflictNumber" INTEGER,
    "pushedBranch" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Adoption_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Adoption_projectId_target_createdAt_idx" ON "Adoption"("projectId", "target", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "Adoption" ADD CONSTRAINT "Adoption_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
