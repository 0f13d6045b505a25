-- AlterTable
ALTER TABLE "BuildTarget" ADD COLUMN     "generator" TEXT,
ADD COLUMN     "kilnVersion" TEXT;
